#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "adapters/index_exact/chunk.h"

namespace mien::index_exact {

/// A probe as the kernels read it.
struct ScanQuery {
  const std::int8_t* levels;  ///< One padded width of integers; the padding is 0.
  std::int32_t sum;           ///< Of the levels: the offsets of the rows, times this, are taken back.
  float scale;
  float norm;   ///< An upper bound of |t q| of quantize.h.
  float slack;  ///< kNormMax * |u| + kRoundingSlack.
};

/// The scale of two integers' dot product and how far it may be from the truth: the same float operations on every
/// path, so that all kernels find the same rows.
inline float estimate(std::int32_t dot, float query_scale, float row_scale) {
  return static_cast<float>(dot) * query_scale * row_scale;
}
inline float error_bound(float row_residual, float query_norm, float query_slack) {
  return row_residual * query_norm + query_slack;
}

/// A row whose upper bound reaches the query's floor.
struct Found {
  std::uint32_t row;
  std::int32_t dot;
  bool operator==(const Found&) const = default;
};

/// One instruction set's way to scan. `scan` appends, for each query i, the rows of `rows` whose
/// estimate + error_bound >= floors[i] by the upper halves of their integers and by their whole integers, in ascending
/// order, to found[i * kChunkRows ...], and sets counts[i].
struct Kernel {
  std::string_view name;
  void (*scan)(const PackedRows& rows, std::span<const ScanQuery> queries, const float* floors, Found* found,
               std::size_t* counts);
};

/// What this machine can run, slowest first. The scalar kernel is always there.
std::vector<Kernel> available_kernels();

}  // namespace mien::index_exact
