#include "vision/quality.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mien::vision {

ImageQuality measure_quality(Rgb8View aligned_face) {
  const std::uint32_t size = aligned_face.width_px;
  const std::uint32_t left = size * 24 / 128, right = size * 104 / 128, top = size * 32 / 128,
                      bottom = size * 120 / 128;
  std::vector<std::int32_t> luma(std::size_t{size} * aligned_face.height_px);
  for (std::size_t i = 0; i < luma.size(); ++i) {
    const std::uint8_t* rgb = aligned_face.pixels + 3 * i;
    luma[i] = (77 * rgb[0] + 150 * rgb[1] + 29 * rgb[2] + 128) >> 8;
  }
  std::int64_t sum = 0, squares = 0, laplacian_squares = 0;
  for (std::uint32_t y = top; y < bottom; ++y) {
    const std::int32_t* row = &luma[std::size_t{y} * size];
    for (std::uint32_t x = left; x < right; ++x) {
      const std::int32_t v = row[x];
      const std::int32_t laplacian = row[x - 1] + row[x + 1] + *(row + x - size) + row[x + size] - 4 * v;
      sum += v;
      squares += v * v;
      laplacian_squares += laplacian * laplacian;
    }
  }
  const double count = static_cast<double>(right - left) * (bottom - top);
  const double mean = static_cast<double>(sum) / count;
  const double variance = static_cast<double>(squares) / count - mean * mean;
  const double detail = static_cast<double>(laplacian_squares) / count / (variance + 25);
  const double sharpness = detail > 0 ? 100 * (std::log2(detail) + 10) / 12 : 0;
  return {.brightness = static_cast<float>(mean * 100 / 255),
          .sharpness = static_cast<float>(std::clamp(sharpness, 0.0, 100.0))};
}

}  // namespace mien::vision
