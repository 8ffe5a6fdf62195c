#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>  // jpeglib.h needs it before itself.
#include <new>
#include <utility>
#include <vector>

#include <jpeglib.h>

#include "adapters/image_codec/image_codec.h"
#include "adapters/image_codec/library_jump.h"
#include "adapters/image_codec/picture_checks.h"
#include "core/limits.h"

namespace mien::image_codec {
namespace {

/// One file being written; errors leave libjpeg by a jump, as in the reader.
class Writer {
 public:
  Writer() {
    library_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr library) { std::longjmp(self(library).jump_, 1); };
    errors_.output_message = [](j_common_ptr) {};
    library_.client_data = this;
    target_.init_destination = [](j_compress_ptr library) { self(library).offer_chunk(); };
    target_.empty_output_buffer = [](j_compress_ptr library) -> boolean {
      self(library).store(kChunkBytes);
      return TRUE;
    };
    target_.term_destination = [](j_compress_ptr library) {
      self(library).store(kChunkBytes - self(library).target_.free_in_buffer);
    };
  }
  ~Writer() { jpeg_destroy_compress(&library_); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// @return whether memory sufficed: nothing else can go wrong with a picture within the limits.
  bool write(Rgb8View picture, int quality) {
    return comes_to_its_end(jump_, [this, picture, quality] {
      jpeg_create_compress(&library_);
      library_.dest = &target_;
      library_.image_width = picture.width_px;
      library_.image_height = picture.height_px;
      library_.input_components = 3;
      library_.in_color_space = JCS_RGB;
      jpeg_set_defaults(&library_);
      jpeg_set_quality(&library_, quality, TRUE);
      jpeg_start_compress(&library_, TRUE);
      for (std::uint32_t y = 0; y < picture.height_px; ++y) {
        JSAMPROW row = const_cast<JSAMPROW>(picture.row(y));  // The interface lacks const; it is only read.
        jpeg_write_scanlines(&library_, &row, 1);
      }
      jpeg_finish_compress(&library_);
    });
  }

  std::vector<std::byte> take() { return std::move(file_); }

 private:
  static constexpr std::size_t kChunkBytes = 16384;

  template <class Library>
  static Writer& self(Library library) {
    return *static_cast<Writer*>(library->client_data);
  }
  void offer_chunk() {
    target_.next_output_byte = chunk_.data();
    target_.free_in_buffer = kChunkBytes;
  }
  void store(std::size_t bytes) {
    if (!append(bytes)) std::longjmp(jump_, 1);
    offer_chunk();
  }
  /// An exception must not cross libjpeg, which is C.
  bool append(std::size_t bytes) noexcept {
    try {
      const auto* first = reinterpret_cast<const std::byte*>(chunk_.data());
      file_.insert(file_.end(), first, first + bytes);
      return true;
    } catch (const std::bad_alloc&) {
      return false;
    }
  }

  jpeg_compress_struct library_{};
  jpeg_error_mgr errors_{};
  jpeg_destination_mgr target_{};
  std::jmp_buf jump_{};
  std::array<unsigned char, kChunkBytes> chunk_{};
  std::vector<std::byte> file_;
};

}  // namespace

Result<std::vector<std::byte>> encode_jpeg(Rgb8View picture, int quality) {
  const auto [shorter_px, longer_px] = std::minmax({picture.width_px, picture.height_px});
  if (shorter_px == 0 || longer_px > limits::kImageSidePxMax || quality < 1 || quality > 100)
    return fail(ErrorCode::kInvalidArgument,
                "The picture is empty or too large for a JPEG, or the quality is not within 1 to 100.");
  Writer writer;
  if (!writer.write(picture, quality)) return out_of_memory();
  return writer.take();
}

}  // namespace mien::image_codec
