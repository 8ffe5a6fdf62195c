#include "fuzz/picture_checks.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>
#include <span>

#include "adapters/image_codec/file_kind.h"
#include "adapters/image_codec/image_codec.h"
#include "core/limits.h"

namespace {

/// What fresh arrays are filled with. Pixels are allocated without being cleared: a decoder that leaves some of them
/// unwritten would show callers what lay in that memory before, and here two pictures that differ.
unsigned char array_filling = 0;

void* filled_array(std::size_t bytes) noexcept {
  void* const memory = std::malloc(std::max<std::size_t>(bytes, 1));
  if (memory != nullptr) std::memset(memory, array_filling, bytes);
  return memory;
}

}  // namespace

// Arrays only: that is what pictures are made of.
void* operator new[](std::size_t bytes) {
  void* const memory = filled_array(bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
void* operator new[](std::size_t bytes, const std::nothrow_t&) noexcept { return filled_array(bytes); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace mien::fuzz {
namespace {

/// Beyond this a picture is decoded once only, or a few inputs would take all the time.
constexpr std::uint64_t kRepeatedPixelsMax = 1'000'000;

bool within_limits(const DecodedImage& image, std::uint32_t long_side_px_min) {
  const std::uint32_t full_long_px = std::max(image.full_width_px, image.full_height_px);
  return std::min(image.full_width_px, image.full_height_px) >= limits::kImageSidePxMin &&
         full_long_px <= limits::kImageSidePxMax &&
         std::uint64_t{image.full_width_px} * image.full_height_px <= limits::kImagePixelsMax &&
         std::max(image.pixels.width_px(), image.pixels.height_px()) >= std::min(long_side_px_min, full_long_px);
}

/// Whether the picture is the full one divided by 1, 2, 4 or 8, both sides alike and rounded up.
bool is_scaled(const DecodedImage& image) {
  return std::ranges::any_of(std::array{1U, 2U, 4U, 8U}, [&](std::uint32_t factor) {
    return image.pixels.width_px() == (image.full_width_px + factor - 1) / factor &&
           image.pixels.height_px() == (image.full_height_px + factor - 1) / factor;
  });
}

bool documented(ErrorCode code) {
  return code == ErrorCode::kImageFormat || code == ErrorCode::kImageTooLarge || code == ErrorCode::kImageTooSmall ||
         code == ErrorCode::kOverloaded;
}

Result<DecodedImage> decode(std::span<const std::byte> file, const ImageDecoder::Options& options,
                            unsigned char filling) {
  array_filling = filling;
  auto decoded = image_codec::ImageCodec().decode(file, options);
  array_filling = 0;
  return decoded;
}

bool same_pixels(const DecodedImage& a, const DecodedImage& b) {
  return a.pixels.width_px() == b.pixels.width_px() && a.pixels.height_px() == b.pixels.height_px() &&
         std::memcmp(a.pixels.row(0), b.pixels.row(0), a.pixels.stride_bytes() * a.pixels.height_px()) == 0;
}

void require(bool promise) {
  if (!promise) std::abort();
}

}  // namespace

int check_picture(const std::uint8_t* data, std::size_t size, ImageFormat format) {
  if (size < 2) return -1;
  const auto file = std::as_bytes(std::span(data + 1, size - 1));
  if (image_codec::file_kind(file).format != format) return -1;
  constexpr std::uint32_t kLongSidesPxMin[] = {0, 1, 20, 48, 96, 320, 640, 20'000};
  const std::uint32_t long_side_px_min = kLongSidesPxMin[data[0] & 7];
  ImageDecoder::Options options{
      .accepted = (data[0] & 8) != 0 ? AcceptedFormats::kJpegPng : AcceptedFormats::kJpegPngWebp,
      .bytes_max = (data[0] & 16) != 0 ? 1000 : limits::kInlineImageBytesMax,
      .long_side_px_min = long_side_px_min,
  };
  const auto image = decode(file, options, 0x00);
  if (image) {
    require(within_limits(*image, long_side_px_min) && is_scaled(*image) && image->format == format);
    if (std::uint64_t{image->full_width_px} * image->full_height_px > kRepeatedPixelsMax) return 0;
    const auto again = decode(file, options, 0xFF);
    require(again && same_pixels(*image, *again));
  } else {
    require(documented(image.error().code) && !image.error().message.empty());
  }
  // The scale is a matter of speed: it decides neither whether a file is good nor how large its picture is.
  options.long_side_px_min = long_side_px_min == 1 ? 0 : 1;
  const auto scaled = decode(file, options, 0x00);
  require(scaled.has_value() == image.has_value());
  if (scaled)
    require(scaled->full_width_px == image->full_width_px && scaled->full_height_px == image->full_height_px);
  else
    require(scaled.error().code == image.error().code);
  return 0;
}

}  // namespace mien::fuzz
