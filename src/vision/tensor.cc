#include "vision/tensor.h"

#include <array>

namespace mien::vision {

void write_tensor(Rgb8View picture, const PixelScaling& scaling, std::span<float> tensor) {
  // 3 x 256 divisions instead of one for each value, and the same rounding everywhere.
  std::array<std::array<float, 256>, 3> value;
  for (std::size_t channel = 0; channel < 3; ++channel)
    for (std::size_t level = 0; level < 256; ++level)
      value[channel][level] = (static_cast<float>(level) - scaling.mean[channel]) / scaling.deviation[channel];
  const std::size_t red = scaling.order == ChannelOrder::kRgb ? 0 : 2;
  const std::size_t blue = 2 - red;
  float* out = tensor.data();
  const std::uint8_t* in = picture.pixels;
  const std::uint8_t* end = in + picture.stride_bytes() * picture.height_px;
  for (; in != end; in += 3, out += 3) {
    out[red] = value[0][in[0]];
    out[1] = value[1][in[1]];
    out[blue] = value[2][in[2]];
  }
}

}  // namespace mien::vision
