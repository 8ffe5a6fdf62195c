#include "adapters/index_exact/kernel.h"

#include "adapters/index_exact/kernel_sets.h"
#include "adapters/index_exact/quantize.h"

namespace mien::index_exact {
namespace {

/// The dot products of 16 rows' halves, which begin at `line`, and a query.
void add_dots(const std::uint8_t* line, std::size_t width, const std::int8_t* levels, std::int32_t* dots) {
  for (std::size_t group = 0; group < width; group += 8, line += kBlockRows * 4)
    for (std::size_t row = 0; row < kBlockRows; ++row)
      for (std::size_t j = 0; j < 4; ++j)
        dots[row] += (line[row * 4 + j] & 15) * levels[group + j] + (line[row * 4 + j] >> 4) * levels[group + 4 + j];
}

std::uint32_t reaching(const std::int32_t* dots, const float* scales, const float* residuals, const ScanQuery& query,
                       float floor) {
  std::uint32_t mask = 0;
  for (std::size_t row = 0; row < kBlockRows; ++row) {
    const float upper =
        estimate(dots[row], query.scale, scales[row]) + error_bound(residuals[row], query.norm, query.slack);
    if (upper >= floor) mask |= 1U << row;
  }
  return mask;
}

/// The reference that the other kernels are compared with.
void scan_scalar(const PackedRows& rows, std::span<const ScanQuery> queries, const float* floors, Found* found,
                 std::size_t* counts) {
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const ScanQuery& query = queries[i];
    FoundList list{found + i * kChunkRows, 0};
    for (std::size_t block = 0; block < rows.blocks; ++block) {
      const std::size_t first = block * kBlockRows;
      std::int32_t dots[kBlockRows] = {};
      add_dots(rows.high + first * (rows.width / 2), rows.width, query.levels, dots);
      for (std::int32_t& dot : dots) dot = dot * (1 << kHighBits) - kCoarseOffset * query.sum;
      std::uint32_t mask = reaching(dots, rows.scales + first, rows.coarse_residuals + first, query, floors[i]);
      if (mask == 0) continue;
      add_dots(rows.low + first * (rows.width / 2), rows.width, query.levels, dots);
      for (std::int32_t& dot : dots) dot -= kLowOffset * query.sum;
      mask &= reaching(dots, rows.scales + first, rows.residuals + first, query, floors[i]);
      list.add(mask, first, dots);
    }
    counts[i] = list.count;
  }
}

}  // namespace

std::vector<Kernel> available_kernels() {
  std::vector<Kernel> kernels = {{"scalar", scan_scalar}};
  add_x86_kernels(kernels);
  add_arm_kernels(kernels);
  return kernels;
}

}  // namespace mien::index_exact
