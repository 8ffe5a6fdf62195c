#include "adapters/image_codec/picture_checks.h"

#include <algorithm>
#include <utility>

#include "core/limits.h"

namespace mien::image_codec {

Result<void> check_size(PictureSize size, std::uint32_t side_px_min) {
  const auto [shorter_px, longer_px] = std::minmax({size.width_px, size.height_px});
  if (shorter_px == 0) return broken_image("a side of 0 pixels");
  if (longer_px > limits::kImageSidePxMax) {
    return fail(ErrorCode::kImageTooLarge,
                "A side of the image is longer than " + std::to_string(limits::kImageSidePxMax) + " pixels.");
  }
  if (shorter_px * longer_px > limits::kImagePixelsMax) {
    return fail(ErrorCode::kImageTooLarge,
                "The image has more than " + std::to_string(limits::kImagePixelsMax / 1'000'000) + " megapixels.");
  }
  if (shorter_px < side_px_min) {
    return fail(ErrorCode::kImageTooSmall,
                "A side of the image is shorter than " + std::to_string(side_px_min) + " pixels.");
  }
  return {};
}

std::uint32_t shrink_factor(PictureSize size, std::uint32_t long_side_px_min) {
  if (long_side_px_min == 0) return 1;
  const std::uint64_t longer_px = std::max(size.width_px, size.height_px);
  std::uint32_t factor = 8;
  while (factor > 1 && shrunk(longer_px, factor) < long_side_px_min) factor /= 2;
  return factor;
}

std::unexpected<Error> broken_image(std::string detail) {
  return fail(ErrorCode::kImageFormat, "The image is broken or cut short.", std::move(detail));
}

std::unexpected<Error> animated_image() {
  return fail(ErrorCode::kImageFormat, "Animated images are not accepted; send a still one.");
}

std::unexpected<Error> out_of_memory() {
  return fail(ErrorCode::kOverloaded, "Not enough memory for the image at the moment; try again later.");
}

}  // namespace mien::image_codec
