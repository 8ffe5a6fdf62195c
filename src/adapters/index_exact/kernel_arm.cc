#include <cstddef>
#include <cstdint>
#include <vector>

#include "adapters/index_exact/kernel_sets.h"

#if defined(__aarch64__)
#include <arm_neon.h>
#if defined(__linux__)
#include <asm/hwcap.h>
#include <sys/auxv.h>
#endif

#define MIEN_DOTPROD [[gnu::target("arch=armv8.2-a+dotprod")]]

namespace mien::index_exact {
namespace {

constexpr int kParts = 4;  ///< Registers of four rows that make up a block.

/// Which of 16 rows reach the floor with these dot products.
inline std::uint32_t reaching(const int32x4_t* sums, const float* scales, const float* residuals,
                              const ScanQuery& query, float floor) {
  const uint32_t lane_bits[4] = {1, 2, 4, 8};
  const uint32x4_t bits = vld1q_u32(lane_bits);
  std::uint32_t mask = 0;
  MIEN_UNROLL
  for (int part = 0; part < kParts; ++part) {
    const std::size_t at = static_cast<std::size_t>(part) * 4;
    const float32x4_t dots = vcvtq_f32_s32(sums[part]);
    const float32x4_t near = vmulq_f32(vmulq_n_f32(dots, query.scale), vld1q_f32(scales + at));
    const float32x4_t error = vaddq_f32(vmulq_n_f32(vld1q_f32(residuals + at), query.norm), vdupq_n_f32(query.slack));
    const uint32x4_t reaches = vcgeq_f32(vaddq_f32(near, error), vdupq_n_f32(floor));
    mask |= vaddvq_u32(vandq_u32(reaches, bits)) << (part * 4);
  }
  return mask;
}

/// Decides which of a block's rows are kept, from the dot products of their upper halves; `Sum` computes those of the
/// lower halves where they matter.
template <class Sum>
void keep_found(const PackedRows& rows, std::size_t block, const int32x4_t* high_sums, const ScanQuery& query,
                float floor, FoundList& list) {
  const std::size_t row = block * kBlockRows;
  int32x4_t dots[kParts];
  for (int part = 0; part < kParts; ++part)
    dots[part] = vsubq_s32(vshlq_n_s32(high_sums[part], kHighBits), vdupq_n_s32(kCoarseOffset * query.sum));
  std::uint32_t mask = reaching(dots, rows.scales + row, rows.coarse_residuals + row, query, floor);
  if (mask == 0) return;
  for (int part = 0; part < kParts; ++part) dots[part] = vsubq_s32(dots[part], vdupq_n_s32(kLowOffset * query.sum));
  Sum::add_block(dots, rows.low + row * (rows.width / 2), rows.width, query.levels);
  mask &= reaching(dots, rows.scales + row, rows.residuals + row, query, floor);
  if (mask == 0) return;
  std::int32_t exact[kBlockRows];
  for (int part = 0; part < kParts; ++part) vst1q_s32(exact + part * 4, dots[part]);
  list.add(mask, row, exact);
}

inline int8x16_t first_halves(uint8x16_t both) { return vreinterpretq_s8_u8(vandq_u8(both, vdupq_n_u8(15))); }
inline int8x16_t second_halves(uint8x16_t both) { return vreinterpretq_s8_u8(vshrq_n_u8(both, 4)); }
inline int8x16_t group_of(const std::int8_t* levels) { return vreinterpretq_s8_s32(vdupq_n_s32(load_group(levels))); }

/// Adds four products of halves (0 to 15) and levels to each sum.
struct NeonSum {
  static int32x4_t add(int32x4_t sum, int8x16_t rows, int8x16_t levels) {
    // Two products of at most 15 * 127 fit 16 bits.
    const int16x8_t low = vmull_s8(vget_low_s8(rows), vget_low_s8(levels));
    const int16x8_t high = vmull_high_s8(rows, levels);
    return vpadalq_s16(sum, vpaddq_s16(low, high));
  }
  static void add_block(int32x4_t* dots, const std::uint8_t* line, std::size_t width, const std::int8_t* levels) {
    for (std::size_t group = 0; group < width; group += 8, line += 64) {
      MIEN_UNROLL
      for (int part = 0; part < kParts; ++part) {
        const uint8x16_t both = vld1q_u8(line + part * 16);
        dots[part] = add(dots[part], first_halves(both), group_of(levels + group));
        dots[part] = add(dots[part], second_halves(both), group_of(levels + group + 4));
      }
    }
  }
};

/// The same with the instruction for it.
struct NeonDotSum {
  MIEN_DOTPROD static int32x4_t add(int32x4_t sum, int8x16_t rows, int8x16_t levels) {
    return vdotq_s32(sum, rows, levels);
  }
  MIEN_DOTPROD static void add_block(int32x4_t* dots, const std::uint8_t* line, std::size_t width,
                                     const std::int8_t* levels) {
    for (std::size_t group = 0; group < width; group += 8, line += 64) {
      MIEN_UNROLL
      for (int part = 0; part < kParts; ++part) {
        const uint8x16_t both = vld1q_u8(line + part * 16);
        dots[part] = add(dots[part], first_halves(both), group_of(levels + group));
        dots[part] = add(dots[part], second_halves(both), group_of(levels + group + 4));
      }
    }
  }
};

struct NeonTile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                  FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width / 2 * kBlockRows;
    const std::uint8_t* line = rows.high + block * block_bytes;
    int32x4_t sums[queries][kParts] = {};
    for (std::size_t group = 0; group < rows.width; group += 8, line += 64) {
      if constexpr (queries == 1) prefetch_ahead(line, 4 * block_bytes);
      int8x16_t first[kParts];
      int8x16_t second[kParts];
      MIEN_UNROLL
      for (int part = 0; part < kParts; ++part) {
        const uint8x16_t both = vld1q_u8(line + part * 16);
        first[part] = first_halves(both);
        second[part] = second_halves(both);
      }
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const int8x16_t levels = group_of(query[q].levels + group);
        const int8x16_t next_levels = group_of(query[q].levels + group + 4);
        MIEN_UNROLL
        for (int part = 0; part < kParts; ++part)
          sums[q][part] = NeonSum::add(NeonSum::add(sums[q][part], first[part], levels), second[part], next_levels);
      }
    }
    for (int q = 0; q < queries; ++q) keep_found<NeonSum>(rows, block, sums[q], query[q], floors[q], lists[q]);
  }
};

struct NeonDotTile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  MIEN_DOTPROD static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                               FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width / 2 * kBlockRows;
    const std::uint8_t* line = rows.high + block * block_bytes;
    int32x4_t sums[queries][kParts] = {};
    for (std::size_t group = 0; group < rows.width; group += 8, line += 64) {
      if constexpr (queries == 1) prefetch_ahead(line, 4 * block_bytes);
      int8x16_t first[kParts];
      int8x16_t second[kParts];
      MIEN_UNROLL
      for (int part = 0; part < kParts; ++part) {
        const uint8x16_t both = vld1q_u8(line + part * 16);
        first[part] = first_halves(both);
        second[part] = second_halves(both);
      }
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const int8x16_t levels = group_of(query[q].levels + group);
        const int8x16_t next_levels = group_of(query[q].levels + group + 4);
        MIEN_UNROLL
        for (int part = 0; part < kParts; ++part)
          sums[q][part] =
              NeonDotSum::add(NeonDotSum::add(sums[q][part], first[part], levels), second[part], next_levels);
      }
    }
    for (int q = 0; q < queries; ++q) keep_found<NeonDotSum>(rows, block, sums[q], query[q], floors[q], lists[q]);
  }
};

}  // namespace

void add_arm_kernels(std::vector<Kernel>& kernels) {
  kernels.push_back({"neon", scan_tiled<NeonTile>});
#if defined(__linux__)
  if ((getauxval(AT_HWCAP) & HWCAP_ASIMDDP) != 0) kernels.push_back({"neon-dotprod", scan_tiled<NeonDotTile>});
#endif
}

}  // namespace mien::index_exact

#else

namespace mien::index_exact {
void add_arm_kernels(std::vector<Kernel>&) {}
}  // namespace mien::index_exact

#endif
