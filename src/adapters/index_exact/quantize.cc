#include "adapters/index_exact/quantize.h"

#include <algorithm>
#include <cmath>

namespace mien::index_exact {

Quantised quantise(std::span<const float> values, std::span<std::int8_t> out) {
  float largest = 0;
  for (const float v : values) largest = std::max(largest, std::abs(v));
  const float scale = largest / kQuantMax;
  const float inverse = 1 / scale;
  double residual = 0;
  double norm = 0;
  double coarse_residual = 0;
  double coarse_norm = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    // Adding and subtracting 1.5 * 2^23 rounds to the nearest integer. Which neighbour it picks does not matter to the
    // bound: the residual is measured, not assumed.
    constexpr float kRounder = 12'582'912.0F;
    const float rounded = values[i] * inverse + kRounder - kRounder;
    const auto level = std::clamp(static_cast<int>(rounded), -kQuantMax, kQuantMax);
    out[i] = static_cast<std::int8_t>(level);
    const double stands_for = double{scale} * level;
    const double left_over = double{values[i]} - stands_for;
    residual += left_over * left_over;
    norm += stands_for * stands_for;
    const double coarse = double{scale} * (((level + kQuantOffset) & ~15) - kCoarseOffset);
    coarse_residual += (double{values[i]} - coarse) * (double{values[i]} - coarse);
    coarse_norm += coarse * coarse;
  }
  constexpr double kUp = 1 + 1e-6;  // Outweighs the rounding of the sums, the roots and the conversions.
  return {.scale = scale,
          .residual = static_cast<float>(std::sqrt(residual) * kUp),
          .coarse_residual = static_cast<float>(std::sqrt(coarse_residual) * kUp + 1e-6 * std::sqrt(coarse_norm)),
          .norm = static_cast<float>(std::sqrt(norm) * kUp)};
}

}  // namespace mien::index_exact
