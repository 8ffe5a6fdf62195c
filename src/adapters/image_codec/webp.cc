#include "adapters/image_codec/webp.h"

#include <webp/decode.h>
#include <webp/demux.h>

#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapters/image_codec/blend.h"
#include "adapters/image_codec/exif.h"
#include "adapters/image_codec/orientation.h"
#include "adapters/image_codec/picture_checks.h"

namespace mien::image_codec {
namespace {

using Bytes = std::span<const std::byte>;

const std::uint8_t* raw(Bytes bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); }

std::string status_text(VP8StatusCode status) { return "libwebp status " + std::to_string(status); }

/// libwebp's own errors; a status is never kept as OK.
std::unexpected<Error> decode_failure(VP8StatusCode status) {
  if (status == VP8_STATUS_OUT_OF_MEMORY) return out_of_memory();
  return broken_image(status_text(status));
}

Result<WebPBitstreamFeatures> read_features(Bytes file) {
  WebPBitstreamFeatures features;
  const VP8StatusCode status = WebPGetFeatures(raw(file), file.size(), &features);
  if (status != VP8_STATUS_OK) return decode_failure(status);
  return features;
}

PictureSize size_of(const WebPBitstreamFeatures& features) {
  return {static_cast<std::uint64_t>(features.width), static_cast<std::uint64_t>(features.height)};
}

/// Decodes one still picture of known features: libwebp shrinks while it decodes (averaging, alpha weighted).
Result<Rgb8Image> decode_still(Bytes file, const WebPBitstreamFeatures& features, std::uint32_t factor) {
  const std::uint32_t width_px = shrunk(static_cast<std::uint64_t>(features.width), factor);
  const std::uint32_t height_px = shrunk(static_cast<std::uint64_t>(features.height), factor);
  WebPDecoderConfig config;
  if (WebPInitDecoderConfig(&config) == 0) return fail(ErrorCode::kInternal, "The WebP decoder does not start.");
  config.options.use_scaling = factor > 1 ? 1 : 0;
  config.options.scaled_width = static_cast<int>(width_px);
  config.options.scaled_height = static_cast<int>(height_px);

  const bool has_alpha = features.has_alpha != 0;
  const std::size_t stride_bytes = std::size_t{width_px} * (has_alpha ? 4 : 3);
  Rgb8Image image = has_alpha ? Rgb8Image() : Rgb8Image(width_px, height_px);
  std::unique_ptr<std::uint8_t[]> rgba;
  if (has_alpha) rgba.reset(new std::uint8_t[stride_bytes * height_px]);
  config.output.colorspace = has_alpha ? MODE_RGBA : MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = has_alpha ? rgba.get() : image.row(0);
  config.output.u.RGBA.stride = static_cast<int>(stride_bytes);
  config.output.u.RGBA.size = stride_bytes * height_px;

  const VP8StatusCode status = WebPDecode(raw(file), file.size(), &config);
  if (status != VP8_STATUS_OK) return decode_failure(status);
  if (!has_alpha) return image;
  image = Rgb8Image(width_px, height_px);
  for (std::uint32_t y = 0; y < height_px; ++y) lay_over_white(rgba.get() + y * stride_bytes, width_px, image.row(y));
  return image;
}

struct DeleteDemuxer {
  void operator()(WebPDemuxer* demuxer) const { WebPDemuxDelete(demuxer); }
};

/// The container of extended files ("VP8X"), which holds metadata. Borrows the file.
class Container {
 public:
  static Result<Container> open(Bytes file) {
    const WebPData data{raw(file), file.size()};
    std::unique_ptr<WebPDemuxer, DeleteDemuxer> demuxer(WebPDemux(&data));
    if (!demuxer) return broken_image("the WebP container does not hold together");
    return Container(std::move(demuxer));
  }

  Orientation orientation() const {
    WebPChunkIterator chunk;
    Orientation found = Orientation::kTopLeft;
    if (WebPDemuxGetChunk(demuxer_.get(), "EXIF", 1, &chunk) != 0) {
      found = exif_orientation(std::as_bytes(std::span(chunk.chunk.bytes, chunk.chunk.size))).value_or(found);
    }
    WebPDemuxReleaseChunkIterator(&chunk);
    return found;
  }

 private:
  explicit Container(std::unique_ptr<WebPDemuxer, DeleteDemuxer> demuxer) : demuxer_(std::move(demuxer)) {}

  std::unique_ptr<WebPDemuxer, DeleteDemuxer> demuxer_;
};

bool is_extended(Bytes file) { return file.size() >= 16 && std::memcmp(file.data() + 12, "VP8X", 4) == 0; }

}  // namespace

Result<DecodedImage> decode_webp(Bytes file, const ImageDecoder::Options& options) {
  MIEN_TRY(const WebPBitstreamFeatures features, read_features(file));
  const PictureSize size = size_of(features);
  MIEN_TRY_VOID(check_size(size, options.side_px_min));
  if (features.has_animation != 0) return animated_image();

  DecodedImage decoded;
  decoded.format = ImageFormat::kWebp;
  decoded.full_width_px = static_cast<std::uint32_t>(size.width_px);
  decoded.full_height_px = static_cast<std::uint32_t>(size.height_px);
  if (!is_extended(file)) {
    MIEN_TRY(decoded.pixels, decode_still(file, features, shrink_factor(size, options.long_side_px_min)));
    return decoded;
  }
  MIEN_TRY(const Container container, Container::open(file));
  const Orientation orientation = container.orientation();
  MIEN_TRY(Rgb8Image stored, decode_still(file, features, shrink_factor(size, options.long_side_px_min)));
  decoded.pixels = made_upright(std::move(stored), orientation);
  if (swaps_sides(orientation)) std::swap(decoded.full_width_px, decoded.full_height_px);
  return decoded;
}

}  // namespace mien::image_codec
