#include "vision/tensor.h"

#include <array>

namespace mien::vision {

void write_tensor(Rgb8View picture, const PixelScaling& scaling, std::span<float> tensor) {
  const std::size_t plane = std::size_t{picture.width_px} * picture.height_px;
  for (std::size_t channel = 0; channel < 3; ++channel) {
    std::array<float, 256> value;  // 256 divisions instead of one per pixel, and the same rounding everywhere.
    for (std::size_t level = 0; level < value.size(); ++level)
      value[level] = (static_cast<float>(level) - scaling.mean[channel]) / scaling.deviation[channel];
    const std::size_t position = scaling.order == ChannelOrder::kRgb ? channel : 2 - channel;
    float* out = tensor.data() + position * plane;
    const std::uint8_t* in = picture.pixels + channel;
    for (std::size_t i = 0; i < plane; ++i) out[i] = value[in[3 * i]];
  }
}

}  // namespace mien::vision
