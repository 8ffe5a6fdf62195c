#pragma once

#include <span>

#include "core/image.h"
#include "core/model_pack.h"

namespace mien::vision {

/// Writes a picture as float, pixel by pixel (NHWC). `tensor` has height * width * 3 elements.
void write_tensor(Rgb8View picture, const PixelScaling& scaling, std::span<float> tensor);

}  // namespace mien::vision
