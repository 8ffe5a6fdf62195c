#pragma once

#include <cstdint>
#include <span>

#include "core/image.h"

namespace mien::vision {

/// Averages blocks of factor x factor pixels; what is left over at the right and lower edge is averaged over the
/// smaller block. factor 1 copies. Integer arithmetic, rounded to nearest.
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
/// width x height, and writes it as planar BGR float 0..255 (NCHW, as YuNet wants) into `tensor`, which has
/// 3 * height * width elements; the rest of the tensor becomes 0.
Fit fit_to_tensor(Rgb8View picture, std::uint32_t width, std::uint32_t height, std::span<float> tensor);

}  // namespace mien::vision
