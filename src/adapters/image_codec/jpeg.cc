#include "adapters/image_codec/jpeg.h"

#include <algorithm>
#include <cstdio>  // jpeglib.h needs it before itself.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <jpeglib.h>
// Needs jpeglib.h before itself.
#include <jerror.h>

#include "adapters/image_codec/blend.h"
#include "adapters/image_codec/exif.h"
#include "adapters/image_codec/library_jump.h"
#include "adapters/image_codec/orientation.h"
#include "adapters/image_codec/picture_checks.h"
#include "core/limits.h"

namespace mien::image_codec {
namespace {

constexpr int kApp1 = JPEG_APP0 + 1;

/// How many coefficients all scans of a file may touch together. A scan can say "nothing new" for a whole picture in a
/// few bytes, but still costs a walk over every block: without this bound a file of 6 KB keeps a core busy for 40 s.
/// 24 times is what libjpeg's own progressive script makes of the largest CMYK picture (14 times of one in colour), so
/// every ordinary file passes and small pictures may use all the scans that they are allowed. An arithmetically coded
/// scan always walks coefficient by coefficient and counts kJpegArithmeticWeight times.

/// What libjpeg only warns of and what is done about it. It then fills up with grey, which must not be taken for a
/// face; so whatever means that picture data are missing or wrong is refused, and what real cameras and editors write
/// without any harm to the picture is let pass.
enum class WarningPolicy : std::uint8_t { kLetPass, kRefuse };

WarningPolicy warning_policy(int code) {
  switch (code) {
    case JWRN_ADOBE_XFORM:      // An unknown colour transform in Adobe's marker: taken for YCbCr.
    case JWRN_BOGUS_ICC:        // Colour profiles are not used.
    case JWRN_EXTRANEOUS_DATA:  // Padding before a marker.
    case JWRN_JFIF_MAJOR:       // A JFIF version from the future.
    case JWRN_JPEG_EOF:         // No end marker: Reader::has_all_data decides.
    case JWRN_NOT_SEQUENTIAL:   // Progressive parameters in the scan of a baseline file: without meaning there.
      return WarningPolicy::kLetPass;
    default:  // Bad codes, data that end early (JWRN_HIT_MARKER), restart markers that do not fit, lost scans.
      return WarningPolicy::kRefuse;
  }
}

/// One decompression. libjpeg reports errors by a callback that must not return: it jumps to `jump`, and only inside of
/// attempt() may the library be called.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> file) : file_(file) {
    library_.err = jpeg_std_error(&errors_);
    errors_.error_exit = [](j_common_ptr library) { self(library).leave(); };
    errors_.emit_message = [](j_common_ptr library, int level) {
      if (level < 0) self(library).warn();
    };
    errors_.output_message = [](j_common_ptr) {};
    progress_.progress_monitor = [](j_common_ptr library) { self(library).check_scans(); };
    library_.client_data = this;
  }
  ~Reader() { jpeg_destroy_decompress(&library_); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  /// Reads up to the first scan.
  Result<void> read_header() {
    return attempt([this] {
      jpeg_create_decompress(&library_);
      library_.progress = &progress_;
      jpeg_mem_src(&library_, reinterpret_cast<const unsigned char*>(file_.data()), file_.size());
      jpeg_set_marker_processor(&library_, kApp1,
                                [](j_decompress_ptr library) -> boolean { return self(library).look_at_app1(); });
      jpeg_read_header(&library_, TRUE);
    });
  }

  PictureSize stored_size() const { return {library_.image_width, library_.image_height}; }

  /// The first one that holds: some editors add a block of their own before the camera's.
  Orientation orientation() const { return orientation_.value_or(Orientation::kTopLeft); }

  /// Pixels in the file's own orientation, each side divided by `factor` (rounded up).
  Result<Rgb8Image> read_pixels(std::uint32_t factor) {
    MIEN_TRY_VOID(start(factor));
    // Of several scans all are read by now; a single one comes with the rows.
    if (!has_all_data()) return broken_image("scans are missing");
    Rgb8Image image(library_.output_width, library_.output_height);
    if (library_.out_color_space == JCS_CMYK) {
      MIEN_TRY_VOID(read_cmyk_rows(image));
    } else {
      MIEN_TRY_VOID(read_rgb_rows(image));
    }
    if (!has_all_data()) return broken_image("the data end early");
    return image;
  }

 private:
  template <class Library>
  static Reader& self(Library library) {
    return *static_cast<Reader*>(library->client_data);
  }

  [[noreturn]] void leave() { std::longjmp(jump_, 1); }

  /// Called at each APP1 segment, and looks into it where it lies: libjpeg could keep them all, but walks over those
  /// that it has for each further one, which takes minutes for a file made of a million empty ones.
  boolean look_at_app1() {
    jpeg_source_mgr& source = *library_.src;
    constexpr std::size_t kLengthBytes = 2;
    const std::span<const JOCTET> rest(source.next_input_byte, source.bytes_in_buffer);
    const std::size_t length = rest.size() < kLengthBytes ? 0 : std::size_t{rest[0]} << 8 | rest[1];
    if (length < kLengthBytes || length > rest.size()) {
      errors_.msg_code = JERR_INPUT_EOF;
      leave();
    }
    if (!orientation_)
      orientation_ = exif_orientation(std::as_bytes(rest.subspan(kLengthBytes, length - kLengthBytes)));
    source.next_input_byte += length;
    source.bytes_in_buffer -= length;
    return TRUE;
  }

  void warn() {
    if (errors_.msg_code == JWRN_JPEG_EOF) end_marker_missing_ = true;
    if (warning_policy(errors_.msg_code) == WarningPolicy::kRefuse) leave();
  }

  /// Called often while scans are read.
  void check_scans() {
    if (library_.input_scan_number == scans_) return;
    scans_ = library_.input_scan_number;
    const std::uint64_t weight = library_.arith_code == FALSE ? 1 : limits::kJpegArithmeticWeight;
    for (int i = 0; i < library_.comps_in_scan; ++i) {
      const jpeg_component_info& component = *library_.cur_comp_info[i];
      coefficients_ += std::uint64_t{component.width_in_blocks} * component.height_in_blocks * DCTSIZE2 * weight;
    }
    if (scans_ > limits::kProgressiveScansMax || coefficients_ > limits::kJpegCoefficientsMax) leave();
  }

  template <class Step>
  Result<void> attempt(const Step& step) {
    if (comes_to_its_end(jump_, step)) return {};
    if (scans_ > limits::kProgressiveScansMax) {
      return fail(ErrorCode::kImageTooLarge,
                  "The JPEG has more than " + std::to_string(limits::kProgressiveScansMax) + " scans.");
    }
    if (coefficients_ > limits::kJpegCoefficientsMax) {
      return fail(ErrorCode::kImageTooLarge, "The JPEG has too many scans for its size.");
    }
    if (errors_.msg_code == JERR_OUT_OF_MEMORY) return out_of_memory();
    if (errors_.msg_code == JERR_IMAGE_TOO_BIG) return check_size({JPEG_MAX_DIMENSION + 1L, 1}, 0);
    char text[JMSG_LENGTH_MAX] = {};
    errors_.format_message(reinterpret_cast<j_common_ptr>(&library_), text);
    return broken_image(text);
  }

  Result<void> start(std::uint32_t factor) {
    return attempt([this, factor] {
      library_.scale_num = 1;
      library_.scale_denom = factor;
      // The same on every machine, and smooth colour. Measured on a 640x480 photo with 4:2:0: the quick transform
      // saves 3 % of the time, plain instead of smooth colour 8 %.
      library_.dct_method = JDCT_ISLOW;
      library_.do_fancy_upsampling = TRUE;
      // It guesses what scans that never came would hold.
      library_.do_block_smoothing = FALSE;
      const bool four_inks = library_.jpeg_color_space == JCS_CMYK || library_.jpeg_color_space == JCS_YCCK;
      library_.out_color_space = four_inks ? JCS_CMYK : JCS_RGB;
      jpeg_start_decompress(&library_);
    });
  }

  /// Huffman data that end early are noticed bit by bit (JWRN_HIT_MARKER). What remains is an end marker that is
  /// missing after the last bit of a scan, which some cameras leave out: harmless unless scans are missing too.
  /// Arithmetic data have no such check in libjpeg, so there a missing end marker is refused.
  bool has_all_data() const {
    for (int i = 0; i < library_.num_components; ++i) {
      // Set by the first scan of the component.
      if (library_.comp_info[i].quant_table == nullptr) return false;
    }
    if (!end_marker_missing_) return true;
    if (library_.arith_code != FALSE) return false;
    if (library_.progressive_mode == FALSE) return true;
    const int* accuracy = &library_.coef_bits[0][0];
    const int coefficients = library_.num_components * DCTSIZE2;
    return std::all_of(accuracy, accuracy + coefficients, [](int missing_bits) { return missing_bits == 0; });
  }

  Result<void> read_rgb_rows(Rgb8Image& image) {
    return attempt([this, &image] {
      constexpr JDIMENSION kRowsAtOnce = 16;
      JSAMPROW rows[kRowsAtOnce];
      while (library_.output_scanline < library_.output_height) {
        const JDIMENSION count = std::min(kRowsAtOnce, library_.output_height - library_.output_scanline);
        for (JDIMENSION i = 0; i < count; ++i) rows[i] = image.row(library_.output_scanline + i);
        jpeg_read_scanlines(&library_, rows, count);
      }
    });
  }

  /// Every program that writes CMYK into a JPEG follows Adobe and stores it inverted (255 is no ink), with or without
  /// Adobe's marker, and every usual reader takes it so.
  Result<void> read_cmyk_rows(Rgb8Image& image) {
    std::vector<std::uint8_t> inks(std::size_t{image.width_px()} * 4);
    return attempt([this, &image, &inks] {
      JSAMPROW row = inks.data();
      while (library_.output_scanline < library_.output_height) {
        std::uint8_t* rgb = image.row(library_.output_scanline);
        jpeg_read_scanlines(&library_, &row, 1);
        const std::uint8_t* cmyk = inks.data();
        for (std::uint32_t x = 0; x < image.width_px(); ++x, cmyk += 4, rgb += 3) {
          for (int channel = 0; channel < 3; ++channel)
            rgb[channel] = divided_by_255(cmyk[channel] * std::uint32_t{cmyk[3]});
        }
      }
    });
  }

  std::span<const std::byte> file_;
  jpeg_decompress_struct library_{};
  jpeg_error_mgr errors_{};
  jpeg_progress_mgr progress_{};
  std::jmp_buf jump_{};
  std::optional<Orientation> orientation_;
  bool end_marker_missing_ = false;
  int scans_ = 0;
  std::uint64_t coefficients_ = 0;
};

}  // namespace

Result<DecodedImage> decode_jpeg(std::span<const std::byte> file, const ImageDecoder::Options& options) {
  Reader reader(file);
  MIEN_TRY_VOID(reader.read_header());
  const PictureSize size = reader.stored_size();
  MIEN_TRY_VOID(check_size(size, options.side_px_min));
  const Orientation orientation = reader.orientation();
  MIEN_TRY(Rgb8Image stored, reader.read_pixels(shrink_factor(size, options.long_side_px_min)));

  DecodedImage decoded{made_upright(std::move(stored), orientation), static_cast<std::uint32_t>(size.width_px),
                       static_cast<std::uint32_t>(size.height_px), ImageFormat::kJpeg};
  if (swaps_sides(orientation)) std::swap(decoded.full_width_px, decoded.full_height_px);
  return decoded;
}

}  // namespace mien::image_codec
