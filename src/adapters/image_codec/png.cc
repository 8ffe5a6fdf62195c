#include "adapters/image_codec/png.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "adapters/image_codec/blend.h"
#include "adapters/image_codec/box_average.h"
#include "adapters/image_codec/library_jump.h"
#include "adapters/image_codec/picture_checks.h"
#include "core/limits.h"

namespace mien::image_codec {
namespace {

/// The size in the header, read before libpng sees the file, so that one that is too large is told from one that is
/// broken. PNG specification, sections 5.2 and 11.2.2: signature (8), length 13 (4), "IHDR" (4), width (4), height (4).
Result<PictureSize> header_size(std::span<const std::byte> file) {
  constexpr std::array<unsigned char, 8> kHeaderStart{0, 0, 0, 13, 'I', 'H', 'D', 'R'};
  constexpr std::size_t kSignatureBytes = 8;
  if (file.size() < 24 || std::memcmp(file.data() + kSignatureBytes, kHeaderStart.data(), kHeaderStart.size()) != 0) {
    return broken_image("no PNG header");
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(file.data());
  const PictureSize size{png_get_uint_32(bytes + 16), png_get_uint_32(bytes + 20)};
  // Larger numbers are not allowed in a PNG.
  if (std::max(size.width_px, size.height_px) > PNG_UINT_31_MAX) return broken_image("a side beyond 31 bits");
  return size;
}

/// Whether the file announces an animation (APNG): an "acTL" chunk before the first "IDAT". libpng knows nothing of it.
/// PNG specification (third edition), sections 5.3 and 11.3.6.1: length (4), type (4), data, checksum (4).
bool is_animated(std::span<const std::byte> file) {
  constexpr std::size_t kSignatureBytes = 8;
  constexpr std::size_t kAroundDataBytes = 12;
  for (std::span<const std::byte> rest = file.subspan(kSignatureBytes); rest.size() >= kAroundDataBytes;) {
    const std::byte* const type = rest.data() + 4;
    if (std::memcmp(type, "acTL", 4) == 0) return true;
    if (std::memcmp(type, "IDAT", 4) == 0) return false;
    const std::size_t bytes =
        std::size_t{png_get_uint_32(reinterpret_cast<const unsigned char*>(rest.data()))} + kAroundDataBytes;
    if (bytes > rest.size()) return false;
    rest = rest.subspan(bytes);
  }
  return false;
}

/// One file being read. libpng reports errors by a callback that must not return: it jumps to `jump_`, and only inside
/// of attempt() may the library be called.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> file) : rest_(file) {}
  ~Reader() { png_destroy_read_struct(&png_, &info_, nullptr); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// Reads up to the pixels and asks for 8-bit RGB or RGBA rows.
  Result<void> read_header() {
    return attempt([this] {
      png_ = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, this, on_error, on_warning, this, on_allocate, on_free);
      info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
      if (info_ == nullptr) leave("no decoder");
      png_set_read_fn(png_, this, on_read);
      png_set_user_limits(png_, limits::kImageSidePxMax, limits::kImageSidePxMax);
      // No chunk can be longer than the longest file; a shorter limit would refuse files for an ICC profile or a text
      // that is skipped anyway. Nothing but the palette and the transparency is kept, so nothing is ever unpacked.
      png_set_chunk_malloc_max(png_, limits::kObjectImageBytesMax);
      png_set_chunk_cache_max(png_, 1);
      png_set_keep_unknown_chunks(png_, PNG_HANDLE_CHUNK_NEVER, nullptr, -1);
      png_read_info(png_, info_);
      png_set_expand(png_);
      png_set_scale_16(png_);
      png_set_gray_to_rgb(png_);
      png_read_update_info(png_, info_);
    });
  }

  PictureSize size() const { return {png_get_image_width(png_, info_), png_get_image_height(png_, info_)}; }

  Result<Rgb8Image> read_pixels(std::uint32_t factor) {
    const bool has_alpha = png_get_channels(png_, info_) == 4;
    const bool interlaced = png_get_interlace_type(png_, info_) == PNG_INTERLACE_ADAM7;
    if (png_get_rowbytes(png_, info_) != size().width_px * (has_alpha ? 4 : 3)) return broken_image("odd pixels");
    if (factor == 1 && !interlaced && !has_alpha) return read_rows_in_place();

    const auto width_px = static_cast<std::uint32_t>(size().width_px);
    const auto height_px = static_cast<std::uint32_t>(size().height_px);
    std::vector<std::uint8_t> row(png_get_rowbytes(png_, info_));
    std::optional<BoxAverage> shrinking;
    if (factor > 1) shrinking.emplace(size(), factor, interlaced ? PixelOrder::kInterlaced : PixelOrder::kRowByRow);
    Rgb8Image image = factor > 1 ? Rgb8Image() : Rgb8Image(width_px, height_px);

    const auto read = [&](std::uint32_t y, std::uint32_t first_x, std::uint32_t step_x, std::uint32_t pixels) {
      png_read_row(png_, row.data(), nullptr);
      if (has_alpha) lay_over_white(row.data(), pixels, row.data());
      if (shrinking) {
        shrinking->add(y, first_x, step_x, pixels, row.data());
        return;
      }
      std::uint8_t* target = image.row(y) + std::size_t{first_x} * 3;
      for (std::uint32_t i = 0; i < pixels; ++i) {
        std::memcpy(target + std::size_t{i} * step_x * 3, row.data() + std::size_t{i} * 3, 3);
      }
    };
    MIEN_TRY_VOID(interlaced ? read_passes(read) : attempt([&] {
      for (std::uint32_t y = 0; y < height_px; ++y) read(y, 0, 1, width_px);
    }));
    return shrinking ? shrinking->take() : std::move(image);
  }

 private:
  static Reader& self(png_structp png) { return *static_cast<Reader*>(png_get_error_ptr(png)); }
  [[noreturn]] static void on_error(png_structp png, png_const_charp text) { self(png).leave(text); }
  static void on_warning(png_structp, png_const_charp) {}
  static void on_read(png_structp png, png_bytep target, std::size_t bytes) { self(png).copy_input(target, bytes); }
  static void on_free(png_structp, png_voidp memory) { std::free(memory); }
  static png_voidp on_allocate(png_structp png, png_alloc_size_t bytes) {
    void* memory = std::malloc(bytes);
    if (memory == nullptr) static_cast<Reader*>(png_get_mem_ptr(png))->out_of_memory_ = true;
    return memory;
  }

  [[noreturn]] void leave(const char* text) {
    const std::size_t length = std::min(std::strlen(text), problem_.size() - 1);
    std::memcpy(problem_.data(), text, length);
    problem_[length] = '\0';
    std::longjmp(jump_, 1);
  }

  void copy_input(png_bytep target, std::size_t bytes) {
    if (bytes > rest_.size()) leave("the file ends early");
    std::memcpy(target, rest_.data(), bytes);
    rest_ = rest_.subspan(bytes);
  }

  template <class Step>
  Result<void> attempt(const Step& step) {
    if (comes_to_its_end(jump_, step)) return {};
    if (out_of_memory_) return out_of_memory();
    return broken_image(problem_.data());
  }

  Result<Rgb8Image> read_rows_in_place() {
    Rgb8Image image(static_cast<std::uint32_t>(size().width_px), static_cast<std::uint32_t>(size().height_px));
    MIEN_TRY_VOID(attempt([this, &image] {
      for (std::uint32_t y = 0; y < image.height_px(); ++y) png_read_row(png_, image.row(y), nullptr);
    }));
    return image;
  }

  /// libpng hands over the rows of Adam7's seven pictures one by one as long as it was not asked to put them together.
  template <class Read>
  Result<void> read_passes(const Read& read) {
    const auto width_px = static_cast<std::uint32_t>(size().width_px);
    const auto height_px = static_cast<std::uint32_t>(size().height_px);
    return attempt([&] {
      for (std::uint32_t pass = 0; pass < PNG_INTERLACE_ADAM7_PASSES; ++pass) {
        const std::uint32_t columns = PNG_PASS_COLS(width_px, pass);
        const std::uint32_t rows = columns == 0 ? 0 : PNG_PASS_ROWS(height_px, pass);
        for (std::uint32_t i = 0; i < rows; ++i) {
          read(PNG_ROW_FROM_PASS_ROW(i, pass), PNG_PASS_START_COL(pass), PNG_PASS_COL_OFFSET(pass), columns);
        }
      }
    });
  }

  std::span<const std::byte> rest_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf jump_{};
  std::array<char, 96> problem_{};
  bool out_of_memory_ = false;
};

}  // namespace

Result<DecodedImage> decode_png(std::span<const std::byte> file, const ImageDecoder::Options& options) {
  MIEN_TRY(const PictureSize size, header_size(file));
  MIEN_TRY_VOID(check_size(size, options.side_px_min));
  if (is_animated(file)) return animated_image();
  Reader reader(file);
  MIEN_TRY_VOID(reader.read_header());
  MIEN_TRY(Rgb8Image pixels, reader.read_pixels(shrink_factor(size, options.long_side_px_min)));
  return DecodedImage{std::move(pixels), static_cast<std::uint32_t>(size.width_px),
                      static_cast<std::uint32_t>(size.height_px), ImageFormat::kPng};
}

}  // namespace mien::image_codec
