#include <cstddef>
#include <cstdint>
#include <vector>

#include "adapters/index_exact/kernel_sets.h"

#if defined(__x86_64__)
#include <immintrin.h>

#define MIEN_AVX2 [[gnu::target("avx2")]]
#define MIEN_AVX_VNNI [[gnu::target("avx2,avxvnni")]]
#define MIEN_AVX512_VNNI [[gnu::target("avx512f,avx512bw,avx512vl,avx512vnni")]]

namespace mien::index_exact {
namespace {

constexpr std::size_t kLine = 64;  ///< Bytes of one group of four dimensions in a block.

/// 16 rows are one register. 2 blocks by 8 queries take 16 of 32 registers as sums and make 16 dot products of 10
/// loads.
struct Avx512VnniTile {
  static constexpr int kBlocks = 2;
  static constexpr int kQueries = 8;

  template <int blocks, int queries>
  MIEN_AVX512_VNNI static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query,
                                   const float* floors, FoundList* lists) {
    const std::size_t block_bytes = rows.width * kBlockRows;
    const std::uint8_t* packed = rows.packed + block * block_bytes;
    __m512i sums[blocks][queries];
    MIEN_UNROLL
    for (int b = 0; b < blocks; ++b) {
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) sums[b][q] = _mm512_set1_epi32(query[q].start);
    }
    for (std::size_t group = 0; group < rows.width; group += 4, packed += kLine) {
      __m512i lines[blocks];
      MIEN_UNROLL
      for (int b = 0; b < blocks; ++b) {
        lines[b] = _mm512_load_si512(packed + b * block_bytes);
        if constexpr (queries == 1) prefetch_ahead(packed + b * block_bytes, blocks * block_bytes);
      }
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const __m512i levels = _mm512_set1_epi32(load_group(query[q].levels + group));
        MIEN_UNROLL
        for (int b = 0; b < blocks; ++b) sums[b][q] = _mm512_dpbusd_epi32(sums[b][q], lines[b], levels);
      }
    }
    MIEN_UNROLL
    for (int b = 0; b < blocks; ++b) {
      const std::size_t row = (block + static_cast<std::size_t>(b)) * kBlockRows;
      const __m512 scales = _mm512_loadu_ps(rows.scales + row);
      const __m512 residuals = _mm512_loadu_ps(rows.residuals + row);
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        // The masked form because g++ 12 warns about the undefined register in the header of the plain one.
        const __m512 dots = _mm512_maskz_cvtepi32_ps(0xFFFF, sums[b][q]);
        const __m512 near = _mm512_mul_ps(_mm512_mul_ps(dots, _mm512_set1_ps(query[q].scale)), scales);
        const __m512 error =
            _mm512_add_ps(_mm512_mul_ps(residuals, _mm512_set1_ps(query[q].norm)), _mm512_set1_ps(query[q].slack));
        const std::uint32_t mask =
            _mm512_cmp_ps_mask(_mm512_add_ps(near, error), _mm512_set1_ps(floors[q]), _CMP_GE_OQ);
        if (mask == 0) continue;
        alignas(64) std::int32_t exact[kBlockRows];
        _mm512_store_si512(exact, sums[b][q]);
        lists[q].add(mask, row, exact);
      }
    }
  }
};

/// Decides which of the 16 rows in two registers reach the floor; for both kinds of 256-bit kernels.
MIEN_AVX2 inline void keep_found(const PackedRows& rows, std::size_t row, __m256i low, __m256i high,
                                 const ScanQuery& query, float floor, FoundList& list) {
  const __m256i sums[2] = {low, high};
  std::uint32_t mask = 0;
  MIEN_UNROLL
  for (int half = 0; half < 2; ++half) {
    const std::size_t at = row + static_cast<std::size_t>(half) * 8;
    const __m256 dots = _mm256_cvtepi32_ps(sums[half]);
    const __m256 near =
        _mm256_mul_ps(_mm256_mul_ps(dots, _mm256_set1_ps(query.scale)), _mm256_loadu_ps(rows.scales + at));
    const __m256 error = _mm256_add_ps(_mm256_mul_ps(_mm256_loadu_ps(rows.residuals + at), _mm256_set1_ps(query.norm)),
                                       _mm256_set1_ps(query.slack));
    const __m256 reaches = _mm256_cmp_ps(_mm256_add_ps(near, error), _mm256_set1_ps(floor), _CMP_GE_OQ);
    mask |= static_cast<std::uint32_t>(_mm256_movemask_ps(reaches)) << (half * 8);
  }
  if (mask == 0) return;
  alignas(32) std::int32_t exact[kBlockRows];
  _mm256_store_si256(reinterpret_cast<__m256i*>(exact), low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(exact + 8), high);
  list.add(mask, row, exact);
}

/// 16 rows are two registers; 4 queries take 8 of 16 registers as sums.
struct AvxVnniTile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  MIEN_AVX_VNNI static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                                FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width * kBlockRows;
    const std::uint8_t* packed = rows.packed + block * block_bytes;
    __m256i low[queries];
    __m256i high[queries];
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q) low[q] = high[q] = _mm256_set1_epi32(query[q].start);
    for (std::size_t group = 0; group < rows.width; group += 4, packed += kLine) {
      if constexpr (queries == 1) prefetch_ahead(packed, 2 * block_bytes);
      const __m256i low_rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(packed));
      const __m256i high_rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(packed + 32));
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const __m256i levels = _mm256_set1_epi32(load_group(query[q].levels + group));
        low[q] = _mm256_dpbusd_avx_epi32(low[q], low_rows, levels);
        high[q] = _mm256_dpbusd_avx_epi32(high[q], high_rows, levels);
      }
    }
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q)
      keep_found(rows, block * kBlockRows, low[q], high[q], query[q], floors[q], lists[q]);
  }
};

/// Four products of signed bytes added up. maddubs wants one unsigned side, hence the sign moves to the row; as no byte
/// is -128, a pair of products is at most 2 * 127 * 127 and does not saturate 16 bits.
MIEN_AVX2 inline __m256i add_products(__m256i sum, __m256i rows, __m256i levels, __m256i magnitudes) {
  const __m256i pairs = _mm256_maddubs_epi16(magnitudes, _mm256_sign_epi8(rows, levels));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

struct Avx2Tile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  MIEN_AVX2 static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                            FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width * kBlockRows;
    const std::uint8_t* packed = rows.packed + block * block_bytes;
    const __m256i offset = _mm256_set1_epi8(static_cast<char>(0x80));
    __m256i low[queries];
    __m256i high[queries];
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q) low[q] = high[q] = _mm256_setzero_si256();
    for (std::size_t group = 0; group < rows.width; group += 4, packed += kLine) {
      if constexpr (queries == 1) prefetch_ahead(packed, 2 * block_bytes);
      const __m256i low_rows = _mm256_xor_si256(_mm256_load_si256(reinterpret_cast<const __m256i*>(packed)), offset);
      const __m256i high_rows =
          _mm256_xor_si256(_mm256_load_si256(reinterpret_cast<const __m256i*>(packed + 32)), offset);
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const __m256i levels = _mm256_set1_epi32(load_group(query[q].levels + group));
        const __m256i magnitudes = _mm256_abs_epi8(levels);
        low[q] = add_products(low[q], low_rows, levels, magnitudes);
        high[q] = add_products(high[q], high_rows, levels, magnitudes);
      }
    }
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q)
      keep_found(rows, block * kBlockRows, low[q], high[q], query[q], floors[q], lists[q]);
  }
};

}  // namespace

void add_x86_kernels(std::vector<Kernel>& kernels) {
  // The compiler's own test also asks whether the operating system saves the wide registers.
  if (!__builtin_cpu_supports("avx2")) return;
  kernels.push_back({"avx2", scan_tiled<Avx2Tile>});
  if (__builtin_cpu_supports("avxvnni")) kernels.push_back({"avx-vnni", scan_tiled<AvxVnniTile>});
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vnni"))
    kernels.push_back({"avx512-vnni", scan_tiled<Avx512VnniTile>});
}

}  // namespace mien::index_exact

#else

namespace mien::index_exact {
void add_x86_kernels(std::vector<Kernel>&) {}
}  // namespace mien::index_exact

#endif
