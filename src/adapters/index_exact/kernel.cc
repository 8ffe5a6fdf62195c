#include "adapters/index_exact/kernel.h"

#include "adapters/index_exact/kernel_sets.h"
#include "adapters/index_exact/quantize.h"

namespace mien::index_exact {
namespace {

/// The reference that the other kernels are compared with.
void scan_scalar(const PackedRows& rows, std::span<const ScanQuery> queries, const float* floors, Found* found,
                 std::size_t* counts) {
  for (std::size_t i = 0; i < queries.size(); ++i) {
    const ScanQuery& query = queries[i];
    FoundList list{found + i * kChunkRows, 0};
    for (std::size_t block = 0; block < rows.blocks; ++block) {
      const std::uint8_t* packed = rows.packed + block * kBlockRows * rows.width;
      std::int32_t dots[kBlockRows] = {};
      for (std::size_t group = 0; group < rows.width; group += 4)
        for (std::size_t row = 0; row < kBlockRows; ++row)
          for (std::size_t j = 0; j < 4; ++j)
            dots[row] += (packed[group * kBlockRows + row * 4 + j] - kQuantOffset) * query.levels[group + j];
      std::uint32_t mask = 0;
      for (std::size_t row = 0; row < kBlockRows; ++row) {
        const std::size_t at = block * kBlockRows + row;
        const float upper = estimate(dots[row], query.scale, rows.scales[at]) +
                            error_bound(rows.residuals[at], query.norm, query.slack);
        if (upper >= floors[i]) mask |= 1U << row;
      }
      list.add(mask, block * kBlockRows, dots);
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
