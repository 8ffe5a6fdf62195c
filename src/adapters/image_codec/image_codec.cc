#include "adapters/image_codec/image_codec.h"

#include <new>
#include <string>

#include "adapters/image_codec/file_kind.h"
#include "adapters/image_codec/jpeg.h"
#include "adapters/image_codec/picture_checks.h"
#include "adapters/image_codec/png.h"
#include "adapters/image_codec/webp.h"

namespace mien::image_codec {
namespace {

std::string accepted_names(AcceptedFormats accepted) {
  return accepted == AcceptedFormats::kJpegPng ? "JPEG or PNG" : "JPEG, PNG or WebP";
}

Result<ImageFormat> accepted_format(std::span<const std::byte> file, AcceptedFormats accepted) {
  const FileKind kind = file_kind(file);
  if (!kind.format) {
    const std::string wanted = "send " + accepted_names(accepted) + ".";
    return fail(ErrorCode::kImageFormat, kind.name.empty()
                                             ? "The file is not an image of a known format; " + wanted
                                             : std::string(kind.name) + " images are not accepted; " + wanted);
  }
  if (*kind.format == ImageFormat::kWebp && accepted == AcceptedFormats::kJpegPng) {
    return fail(ErrorCode::kImageFormat, "WebP images are not accepted here; send " + accepted_names(accepted) + ".");
  }
  return *kind.format;
}

}  // namespace

Result<DecodedImage> ImageCodec::decode(std::span<const std::byte> file, const Options& options) const {
  if (file.empty()) return fail(ErrorCode::kImageFormat, "The image is empty.");
  if (file.size() > options.bytes_max) {
    return fail(ErrorCode::kImageTooLarge, "The image has more than " + std::to_string(options.bytes_max) + " bytes.");
  }
  MIEN_TRY(const ImageFormat format, accepted_format(file, options.accepted));
  try {
    switch (format) {
      case ImageFormat::kJpeg:
        return decode_jpeg(file, options);
      case ImageFormat::kPng:
        return decode_png(file, options);
      case ImageFormat::kWebp:
        return decode_webp(file, options);
    }
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
  MIEN_CHECK(false);
}

Result<std::vector<std::byte>> ImageCodec::jpeg(Rgb8View picture, int quality) const {
  return encode_jpeg(picture, quality);
}

}  // namespace mien::image_codec
