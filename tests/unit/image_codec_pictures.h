#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/image.h"

/// Pictures that the tests of the image codec make themselves, by the libraries' encoders.
namespace mien::test_pictures {

using Bytes = std::vector<std::byte>;

struct Pixel {
  int red = 0;
  int green = 0;
  int blue = 0;
};

/// Red grows to the right, green downwards, blue is 64: tells colour order, mirrors, turns and scales apart.
Rgb8Image gradient(std::uint32_t width_px, std::uint32_t height_px);
/// What gradient() has at a place given as shares of width and height.
Pixel gradient_at(double x_share, double y_share);

/// The largest difference of any channel anywhere between `picture` and the colours that `expected` gives for the
/// centre of each pixel, as shares of width and height.
int largest_difference(Rgb8View picture, const std::function<Pixel(double, double)>& expected);

enum class JpegColour : std::uint8_t { kYcc, kGrey, kRgb, kCmyk, kYcck };
struct JpegOptions {
  JpegColour colour = JpegColour::kYcc;
  int quality = 95;
  int luma_columns = 1;  ///< Sampling of the luma against 1 of the chroma.
  int luma_rows = 1;
  bool progressive = false;
  bool arithmetic = false;
  int restart_rows = 0;
  std::vector<Bytes> app1{};  ///< Contents of APP1 segments, in this order.
};
Bytes jpeg(Rgb8View picture, const JpegOptions& options = {});

/// "Exif\0\0" and a TIFF block with an orientation.
enum class ExifOrder : std::uint8_t { kLittle, kBig };
Bytes exif(int orientation, ExifOrder order);

struct PngOptions {
  int bit_depth = 8;
  bool interlaced = false;
};
/// `rows[y]` holds a row as PNG stores it (16-bit samples big-endian, below 8 bits packed).
struct PngPicture {
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
  int colour_type = 0;
  std::vector<std::vector<std::uint8_t>> rows{};
  std::vector<Pixel> palette{};
  std::vector<std::uint8_t> palette_alpha{};
  int transparent_grey = -1;
};
Bytes png(const PngPicture& picture, const PngOptions& options = {});
PngPicture rgb_png(Rgb8View picture);
/// A chunk with its CRC, to be put into a file.
Bytes png_chunk(const std::string& type, const Bytes& data);
/// Puts bytes into a PNG right behind its header chunk.
Bytes with_chunk_after_header(const Bytes& file, const Bytes& chunk);

Bytes lossy_webp(Rgb8View picture);
/// `rgba` is width * height * 4 bytes.
Bytes lossless_webp(const std::vector<std::uint8_t>& rgba, std::uint32_t width_px, std::uint32_t height_px);
struct WebpFrame {
  Bytes file;  ///< A still WebP.
  std::uint32_t left_px = 0;
  std::uint32_t top_px = 0;
  std::uint32_t width_px = 0;
  std::uint32_t height_px = 0;
};
Bytes animated_webp(std::uint32_t width_px, std::uint32_t height_px, const std::vector<WebpFrame>& frames);
/// A still WebP with an EXIF chunk.
Bytes webp_with_exif(const Bytes& still, std::uint32_t width_px, std::uint32_t height_px, const Bytes& block);

}  // namespace mien::test_pictures
