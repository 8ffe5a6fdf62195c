#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/image.h"
#include "core/result.h"
#include "ports/image_decoder.h"
#include "ports/image_encoder.h"

namespace mien::image_codec {

/// JPEG by libjpeg-turbo, PNG by libpng, WebP by libwebp. Holds no state, so one object serves all threads.
/// Only the JPEG and WebP orientation is applied: PNG's eXIf is not, as on Rekognition.
class ImageCodec final : public ImageDecoder, public ImageEncoder {
 public:
  /// @errors kImageFormat, kImageTooLarge, kImageTooSmall; kOverloaded when memory runs out.
  Result<DecodedImage> decode(std::span<const std::byte> file, const Options& options) const override;
  Result<std::vector<std::byte>> jpeg(Rgb8View picture, int quality) const override;
};

/// The picture as an 8-bit RGB PNG file.
/// @errors kInvalidArgument  an empty picture, or a side above kImageSidePxMax.
/// @errors kOverloaded       memory runs out.
Result<std::vector<std::byte>> encode_png(Rgb8View picture);

/// The picture as a baseline JPEG file with half the colour resolution (4:2:0), quality 1..100 as libjpeg counts.
/// @errors kInvalidArgument  an empty picture, a side above kImageSidePxMax, or no such quality.
/// @errors kOverloaded       memory runs out.
Result<std::vector<std::byte>> encode_jpeg(Rgb8View picture, int quality);

}  // namespace mien::image_codec
