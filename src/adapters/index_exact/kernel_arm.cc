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

inline void keep_found(const PackedRows& rows, std::size_t row, const int32x4_t* sums, const ScanQuery& query,
                       float floor, FoundList& list) {
  const uint32_t lane_bits[4] = {1, 2, 4, 8};
  const uint32x4_t bits = vld1q_u32(lane_bits);
  std::uint32_t mask = 0;
  MIEN_UNROLL
  for (int part = 0; part < kParts; ++part) {
    const std::size_t at = row + static_cast<std::size_t>(part) * 4;
    const float32x4_t dots = vcvtq_f32_s32(sums[part]);
    const float32x4_t near = vmulq_f32(vmulq_n_f32(dots, query.scale), vld1q_f32(rows.scales + at));
    const float32x4_t error =
        vaddq_f32(vmulq_n_f32(vld1q_f32(rows.residuals + at), query.norm), vdupq_n_f32(query.slack));
    const uint32x4_t reaches = vcgeq_f32(vaddq_f32(near, error), vdupq_n_f32(floor));
    mask |= vaddvq_u32(vandq_u32(reaches, bits)) << (part * 4);
  }
  if (mask == 0) return;
  std::int32_t exact[kBlockRows];
  for (int part = 0; part < kParts; ++part) vst1q_s32(exact + part * 4, sums[part]);
  list.add(mask, row, exact);
}

inline int8x16_t load_rows(const std::uint8_t* packed) {
  return vreinterpretq_s8_u8(veorq_u8(vld1q_u8(packed), vdupq_n_u8(0x80)));
}

struct NeonTile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                  FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width * kBlockRows;
    const std::uint8_t* packed = rows.packed + block * block_bytes;
    int32x4_t sums[queries][kParts] = {};
    for (std::size_t group = 0; group < rows.width; group += 4, packed += 64) {
      if constexpr (queries == 1) prefetch_ahead(packed, 2 * block_bytes);
      int8x16_t lines[kParts];
      MIEN_UNROLL
      for (int part = 0; part < kParts; ++part) lines[part] = load_rows(packed + part * 16);
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const int8x16_t levels = vreinterpretq_s8_s32(vdupq_n_s32(load_group(query[q].levels + group)));
        MIEN_UNROLL
        for (int part = 0; part < kParts; ++part) {
          // No byte is -128: a pair of products is at most 2 * 127 * 127 and fits 16 bits.
          const int16x8_t low = vmull_s8(vget_low_s8(lines[part]), vget_low_s8(levels));
          const int16x8_t high = vmull_high_s8(lines[part], levels);
          sums[q][part] = vpadalq_s16(sums[q][part], vpaddq_s16(low, high));
        }
      }
    }
    for (int q = 0; q < queries; ++q) keep_found(rows, block * kBlockRows, sums[q], query[q], floors[q], lists[q]);
  }
};

struct NeonDotTile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  MIEN_DOTPROD static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                               FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width * kBlockRows;
    const std::uint8_t* packed = rows.packed + block * block_bytes;
    int32x4_t sums[queries][kParts] = {};
    for (std::size_t group = 0; group < rows.width; group += 4, packed += 64) {
      if constexpr (queries == 1) prefetch_ahead(packed, 2 * block_bytes);
      int8x16_t lines[kParts];
      MIEN_UNROLL
      for (int part = 0; part < kParts; ++part) lines[part] = load_rows(packed + part * 16);
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const int8x16_t levels = vreinterpretq_s8_s32(vdupq_n_s32(load_group(query[q].levels + group)));
        MIEN_UNROLL
        for (int part = 0; part < kParts; ++part) sums[q][part] = vdotq_s32(sums[q][part], lines[part], levels);
      }
    }
    for (int q = 0; q < queries; ++q) keep_found(rows, block * kBlockRows, sums[q], query[q], floors[q], lists[q]);
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
