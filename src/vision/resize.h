#pragma once

#include <cstdint>
#include <span>

#include "core/image.h"

namespace mien::vision {

/// A rectangle of whole pixels inside a picture.
struct Region {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// Averages blocks of factor x factor pixels of a region; what is left over at its right and lower edge is averaged
/// over the smaller block. factor 1 copies. Integer arithmetic, rounded to nearest.
Rgb8Image box_shrink(Rgb8View picture, const Region& region, std::uint32_t factor);
/// The same of a whole picture.
Rgb8Image box_shrink(Rgb8View picture, std::uint32_t factor);

/// Where a picture lies in a detector's input after fit_to_tensor: input = (picture + 0.5) * scale - 0.5 for pixel
/// centres, from the upper left corner.
struct Fit {
  float scale_x = 1;
  float scale_y = 1;
  /// From input coordinates back to those of the picture.
  float picture_x(float input_x) const { return (input_x + 0.5F) / scale_x - 0.5F; }
  float picture_y(float input_y) const { return (input_y + 0.5F) / scale_y - 0.5F; }
};

/// Scales a picture down (bilinear over box averages, so that nothing aliases; never up) so that it fits into
/// width x height, and writes it as BGR float 0..255 (NHWC, as YuNet wants) into `tensor`, which has
/// height * width * 3 elements; the rest of the tensor becomes 0.
Fit fit_to_tensor(Rgb8View picture, std::uint32_t width, std::uint32_t height, std::span<float> tensor);

}  // namespace mien::vision
