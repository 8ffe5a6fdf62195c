// Any bytes give a picture within limits or an Error, never a crash. The first byte picks the options.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "adapters/image_codec/image_codec.h"
#include "core/limits.h"

namespace {

using namespace mien;

bool within_limits(const DecodedImage& image, std::uint32_t long_side_px_min) {
  const std::uint32_t full_long_px = std::max(image.full_width_px, image.full_height_px);
  return std::min(image.full_width_px, image.full_height_px) >= limits::kImageSidePxMin &&
         full_long_px <= limits::kImageSidePxMax &&
         std::uint64_t{image.full_width_px} * image.full_height_px <= limits::kImagePixelsMax &&
         image.pixels.width_px() > 0 && image.pixels.height_px() > 0 &&
         std::max(image.pixels.width_px(), image.pixels.height_px()) >= std::min(long_side_px_min, full_long_px);
}

bool documented(ErrorCode code) {
  return code == ErrorCode::kImageFormat || code == ErrorCode::kImageTooLarge || code == ErrorCode::kImageTooSmall ||
         code == ErrorCode::kOverloaded;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  constexpr std::uint32_t kLongSidesPxMin[] = {0, 1, 20, 48, 96, 320, 640, 20'000};
  const std::uint32_t long_side_px_min = kLongSidesPxMin[data[0] & 7];
  const ImageDecoder::Options options{
      .accepted = (data[0] & 8) != 0 ? AcceptedFormats::kJpegPng : AcceptedFormats::kJpegPngWebp,
      .bytes_max = (data[0] & 16) != 0 ? 1000 : limits::kInlineImageBytesMax,
      .long_side_px_min = long_side_px_min,
  };
  const auto image = image_codec::ImageCodec().decode(std::as_bytes(std::span(data + 1, size - 1)), options);
  if (image ? !within_limits(*image, long_side_px_min) : !documented(image.error().code)) std::abort();
  return 0;
}
