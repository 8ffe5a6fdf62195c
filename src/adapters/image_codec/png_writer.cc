#include <png.h>

#include <algorithm>
#include <cstring>
#include <new>

#include "adapters/image_codec/image_codec.h"
#include "adapters/image_codec/library_jump.h"
#include "adapters/image_codec/picture_checks.h"
#include "core/limits.h"

namespace mien::image_codec {
namespace {

/// One file being written; errors leave libpng by a jump, as in the reader.
class Writer {
 public:
  Writer() = default;
  ~Writer() { png_destroy_write_struct(&png_, &info_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// @return whether memory sufficed: nothing else can go wrong with a picture within the limits.
  bool write(Rgb8View picture) {
    return comes_to_its_end(jump_, [this, picture] {
      png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
      info_ = png_ == nullptr ? nullptr : png_create_info_struct(png_);
      if (info_ == nullptr) std::longjmp(jump_, 1);
      png_set_write_fn(png_, this, on_write, on_flush);
      png_set_IHDR(png_, info_, picture.width_px, picture.height_px, 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                   PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
      png_write_info(png_, info_);
      for (std::uint32_t y = 0; y < picture.height_px; ++y) png_write_row(png_, picture.row(y));
      png_write_end(png_, nullptr);
    });
  }

  std::vector<std::byte> take() { return std::move(file_); }

 private:
  static Writer& self(png_structp png) { return *static_cast<Writer*>(png_get_error_ptr(png)); }
  [[noreturn]] static void on_error(png_structp png, png_const_charp) { std::longjmp(self(png).jump_, 1); }
  static void on_warning(png_structp, png_const_charp) {}
  static void on_flush(png_structp) {}
  static void on_write(png_structp png, png_bytep data, std::size_t bytes) {
    if (!self(png).append(data, bytes)) png_error(png, "no memory");
  }

  /// An exception must not cross libpng, which is C.
  bool append(const unsigned char* data, std::size_t bytes) noexcept {
    try {
      const auto* first = reinterpret_cast<const std::byte*>(data);
      file_.insert(file_.end(), first, first + bytes);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::jmp_buf jump_{};
  std::vector<std::byte> file_;
};

}  // namespace

Result<std::vector<std::byte>> encode_png(Rgb8View picture) {
  const auto [shorter_px, longer_px] = std::minmax({picture.width_px, picture.height_px});
  if (shorter_px == 0 || longer_px > limits::kImageSidePxMax) {
    return fail(ErrorCode::kInvalidArgument, "The picture is empty or too large for a PNG.");
  }
  Writer writer;
  if (!writer.write(picture)) return out_of_memory();
  return writer.take();
}

}  // namespace mien::image_codec
