#pragma once

#include <cstdint>
#include <string>

#include "core/result.h"

namespace mien::image_codec {

/// The size of a picture as its header states it: 64 bits, since headers lie.
struct PictureSize {
  std::uint64_t width_px = 0;
  std::uint64_t height_px = 0;
  bool operator==(const PictureSize&) const = default;
};

/// What stands in a header against core/limits.h, before any pixel is allocated.
/// @errors kImageFormat (a side is 0), kImageTooLarge, kImageTooSmall
Result<void> check_size(PictureSize size, std::uint32_t side_px_min);

/// The largest of 1, 2, 4 and 8 by which the longer side can be divided (rounded up) without falling below
/// `long_side_px_min`; 1 for 0.
std::uint32_t shrink_factor(PictureSize size, std::uint32_t long_side_px_min);

/// A side after shrinking: rounded up, as libjpeg does.
constexpr std::uint32_t shrunk(std::uint64_t side_px, std::uint32_t factor) {
  return static_cast<std::uint32_t>((side_px + factor - 1) / factor);
}

/// kImageFormat for a file whose contents cannot be decoded to the end. `detail` is what the library said.
std::unexpected<Error> broken_image(std::string detail);

/// kImageFormat for a file with more than one picture: which of them is meant, nobody can tell.
std::unexpected<Error> animated_image();

/// kOverloaded: less work at a time would have gone well, so the caller may try again.
std::unexpected<Error> out_of_memory();

}  // namespace mien::image_codec
