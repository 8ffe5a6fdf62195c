#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/image.h"
#include "core/limits.h"
#include "core/result.h"

namespace mien {

enum class ImageFormat : std::uint8_t { kJpeg, kPng, kWebp };

/// Which formats a surface takes.
enum class AcceptedFormats : std::uint8_t { kJpegPng, kJpegPngWebp };

/// A picture made upright (EXIF orientation applied), in RGB, possibly smaller than the file's.
struct DecodedImage {
  Rgb8Image pixels;
  std::uint32_t full_width_px = 0;  ///< Of the upright picture at full size: `pixels` is this or smaller.
  std::uint32_t full_height_px = 0;
  ImageFormat format = ImageFormat::kJpeg;
};

/// Turns a stranger's bytes into pixels. Stateless and thread-safe. Adapter: image_codec.
class ImageDecoder {
 public:
  struct Options {
    AcceptedFormats accepted = AcceptedFormats::kJpegPng;
    std::size_t bytes_max = limits::kInlineImageBytesMax;
    std::uint32_t side_px_min = limits::kImageSidePxMin;  ///< Lower only for evaluation sets with tiny pictures.
    /// The picture may be shrunk (by 1/2, 1/4 or 1/8, never enlarged) as long as its longer side keeps at least this
    /// many pixels. 0 asks for full size.
    std::uint32_t long_side_px_min = 0;
  };

  virtual ~ImageDecoder() = default;
  /// The format is told by the magic bytes; names and content types lie. Size, dimensions, pixels and scans are checked
  /// against core/limits.h before pixels are allocated. Alpha is laid over white; CMYK, grey, palette and 16-bit become
  /// 8-bit RGB. An animation (WebP, PNG) is refused, and so is a file that is cut short or broken; nothing is patched.
  /// @errors kImageFormat, kImageTooLarge, kImageTooSmall
  virtual Result<DecodedImage> decode(std::span<const std::byte> file, const Options& options) const = 0;
};

}  // namespace mien
