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

/// Which of 16 rows reach the floor with these dot products.
MIEN_AVX512_VNNI inline std::uint32_t reaching(__m512i dots, const float* scales, const float* residuals,
                                               const ScanQuery& query, float floor) {
  // The masked form because g++ 12 warns about the undefined register in the header of the plain one.
  const __m512 near = _mm512_mul_ps(_mm512_mul_ps(_mm512_maskz_cvtepi32_ps(0xFFFF, dots), _mm512_set1_ps(query.scale)),
                                    _mm512_loadu_ps(scales));
  const __m512 error =
      _mm512_add_ps(_mm512_mul_ps(_mm512_loadu_ps(residuals), _mm512_set1_ps(query.norm)), _mm512_set1_ps(query.slack));
  return _mm512_cmp_ps_mask(_mm512_add_ps(near, error), _mm512_set1_ps(floor), _CMP_GE_OQ);
}

/// Looks again at a block with rows in `mask` whose upper halves are good enough, and keeps those whose whole integers
/// are. All 16 rows of it cost about what one would.
MIEN_AVX512_VNNI inline void refine(const PackedRows& rows, std::size_t block, __m512i coarse, std::uint32_t mask,
                                    const ScanQuery& query, float floor, FoundList& list) {
  const std::uint8_t* line = rows.low + block * (rows.width / 2 * kBlockRows);
  const __m512i nibble = _mm512_set1_epi8(15);
  __m512i first = _mm512_sub_epi32(coarse, _mm512_set1_epi32(kLowOffset * query.sum));
  __m512i second = _mm512_setzero_si512();
  for (std::size_t group = 0; group < rows.width; group += 8, line += kLine) {
    const __m512i both = _mm512_load_si512(line);
    first =
        _mm512_dpbusd_epi32(first, _mm512_and_si512(both, nibble), _mm512_set1_epi32(load_group(query.levels + group)));
    second = _mm512_dpbusd_epi32(second, _mm512_and_si512(_mm512_srli_epi16(both, 4), nibble),
                                 _mm512_set1_epi32(load_group(query.levels + group + 4)));
  }
  const __m512i dots = _mm512_add_epi32(first, second);
  const std::size_t row = block * kBlockRows;
  mask &= reaching(dots, rows.scales + row, rows.residuals + row, query, floor);
  if (mask == 0) return;
  alignas(64) std::int32_t exact[kBlockRows];
  _mm512_store_si512(exact, dots);
  list.add(mask, row, exact);
}

/// 16 rows are one register. 2 blocks by 8 queries take 16 of 32 registers as sums and make 32 dot products of 20
/// loads.
struct Avx512VnniTile {
  static constexpr int kBlocks = 2;
  static constexpr int kQueries = 8;

  template <int blocks, int queries>
  MIEN_AVX512_VNNI static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query,
                                   const float* floors, FoundList* lists) {
    const std::size_t block_bytes = rows.width / 2 * kBlockRows;
    const std::uint8_t* line = rows.high + block * block_bytes;
    const __m512i nibble = _mm512_set1_epi8(15);
    __m512i sums[blocks][queries];
    MIEN_UNROLL
    for (int b = 0; b < blocks; ++b) {
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) sums[b][q] = _mm512_setzero_si512();
    }
    for (std::size_t group = 0; group < rows.width; group += 8, line += kLine) {
      __m512i first[blocks];
      __m512i second[blocks];
      MIEN_UNROLL
      for (int b = 0; b < blocks; ++b) {
        const __m512i both = _mm512_load_si512(line + b * block_bytes);
        first[b] = _mm512_and_si512(both, nibble);
        second[b] = _mm512_and_si512(_mm512_srli_epi16(both, 4), nibble);
        if constexpr (queries == 1) prefetch_ahead(line + b * block_bytes, 2 * blocks * block_bytes);
      }
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const __m512i levels = _mm512_set1_epi32(load_group(query[q].levels + group));
        const __m512i next_levels = _mm512_set1_epi32(load_group(query[q].levels + group + 4));
        MIEN_UNROLL
        for (int b = 0; b < blocks; ++b) {
          sums[b][q] = _mm512_dpbusd_epi32(sums[b][q], first[b], levels);
          sums[b][q] = _mm512_dpbusd_epi32(sums[b][q], second[b], next_levels);
        }
      }
    }
    MIEN_UNROLL
    for (int b = 0; b < blocks; ++b) {
      const std::size_t at = block + static_cast<std::size_t>(b);
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const __m512i coarse = _mm512_sub_epi32(_mm512_maskz_slli_epi32(0xFFFF, sums[b][q], kHighBits),
                                                _mm512_set1_epi32(kCoarseOffset * query[q].sum));
        const std::uint32_t mask = reaching(coarse, rows.scales + at * kBlockRows,
                                            rows.coarse_residuals + at * kBlockRows, query[q], floors[q]);
        if (mask != 0) refine(rows, at, coarse, mask, query[q], floors[q], lists[q]);
      }
    }
  }
};

/// Dot products of 16 rows.
struct Dots256 {
  __m256i low;
  __m256i high;
};

/// Which of 16 rows reach the floor with these dot products; for both kinds of 256-bit kernels.
MIEN_AVX2 inline std::uint32_t reaching(const Dots256& of_rows, const float* scales, const float* residuals,
                                        const ScanQuery& query, float floor) {
  const __m256i halves[2] = {of_rows.low, of_rows.high};
  std::uint32_t mask = 0;
  MIEN_UNROLL
  for (int half = 0; half < 2; ++half) {
    const std::size_t at = static_cast<std::size_t>(half) * 8;
    const __m256 near = _mm256_mul_ps(_mm256_mul_ps(_mm256_cvtepi32_ps(halves[half]), _mm256_set1_ps(query.scale)),
                                      _mm256_loadu_ps(scales + at));
    const __m256 error = _mm256_add_ps(_mm256_mul_ps(_mm256_loadu_ps(residuals + at), _mm256_set1_ps(query.norm)),
                                       _mm256_set1_ps(query.slack));
    const __m256 reaches = _mm256_cmp_ps(_mm256_add_ps(near, error), _mm256_set1_ps(floor), _CMP_GE_OQ);
    mask |= static_cast<std::uint32_t>(_mm256_movemask_ps(reaches)) << (half * 8);
  }
  return mask;
}

/// Decides which of a block's rows are kept, from the dot products of their upper halves; for both kinds of 256-bit
/// kernels, whose `Sum` computes those of the lower halves where they matter.
template <class Sum>
MIEN_AVX2 inline void keep_found(const PackedRows& rows, std::size_t block, __m256i low, __m256i high,
                                 const ScanQuery& query, float floor, FoundList& list) {
  const std::size_t row = block * kBlockRows;
  const __m256i offset = _mm256_set1_epi32(kCoarseOffset * query.sum);
  Dots256 dots{_mm256_sub_epi32(_mm256_slli_epi32(low, kHighBits), offset),
               _mm256_sub_epi32(_mm256_slli_epi32(high, kHighBits), offset)};
  std::uint32_t mask = reaching(dots, rows.scales + row, rows.coarse_residuals + row, query, floor);
  if (mask == 0) return;
  const __m256i low_offset = _mm256_set1_epi32(kLowOffset * query.sum);
  dots = {_mm256_sub_epi32(dots.low, low_offset), _mm256_sub_epi32(dots.high, low_offset)};
  Sum::add_block(dots, rows.low + row * (rows.width / 2), rows.width, query.levels);
  mask &= reaching(dots, rows.scales + row, rows.residuals + row, query, floor);
  if (mask == 0) return;
  alignas(32) std::int32_t exact[kBlockRows];
  _mm256_store_si256(reinterpret_cast<__m256i*>(exact), dots.low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(exact + 8), dots.high);
  list.add(mask, row, exact);
}

/// Adds four products of halves (0 to 15) and levels to each sum.
struct AvxVnniSum {
  MIEN_AVX_VNNI static __m256i add(__m256i sum, __m256i rows, __m256i levels) {
    return _mm256_dpbusd_avx_epi32(sum, rows, levels);
  }
  MIEN_AVX_VNNI static void add_block(Dots256& dots, const std::uint8_t* line, std::size_t width,
                                      const std::int8_t* levels) {
    const __m256i nibble = _mm256_set1_epi8(15);
    for (std::size_t group = 0; group < width; group += 8, line += kLine) {
      const __m256i low = _mm256_load_si256(reinterpret_cast<const __m256i*>(line));
      const __m256i high = _mm256_load_si256(reinterpret_cast<const __m256i*>(line + 32));
      const __m256i first = _mm256_set1_epi32(load_group(levels + group));
      const __m256i second = _mm256_set1_epi32(load_group(levels + group + 4));
      dots.low = add(dots.low, _mm256_and_si256(low, nibble), first);
      dots.low = add(dots.low, _mm256_and_si256(_mm256_srli_epi16(low, 4), nibble), second);
      dots.high = add(dots.high, _mm256_and_si256(high, nibble), first);
      dots.high = add(dots.high, _mm256_and_si256(_mm256_srli_epi16(high, 4), nibble), second);
    }
  }
};

/// The same without the instruction for it.
struct Avx2Sum {
  MIEN_AVX2 static __m256i add(__m256i sum, __m256i rows, __m256i levels) {
    // Two products of at most 15 * 127 do not saturate 16 bits.
    return _mm256_add_epi32(sum, _mm256_madd_epi16(_mm256_maddubs_epi16(rows, levels), _mm256_set1_epi16(1)));
  }
  MIEN_AVX2 static void add_block(Dots256& dots, const std::uint8_t* line, std::size_t width,
                                  const std::int8_t* levels) {
    const __m256i nibble = _mm256_set1_epi8(15);
    for (std::size_t group = 0; group < width; group += 8, line += kLine) {
      const __m256i low = _mm256_load_si256(reinterpret_cast<const __m256i*>(line));
      const __m256i high = _mm256_load_si256(reinterpret_cast<const __m256i*>(line + 32));
      const __m256i first = _mm256_set1_epi32(load_group(levels + group));
      const __m256i second = _mm256_set1_epi32(load_group(levels + group + 4));
      dots.low = add(dots.low, _mm256_and_si256(low, nibble), first);
      dots.low = add(dots.low, _mm256_and_si256(_mm256_srli_epi16(low, 4), nibble), second);
      dots.high = add(dots.high, _mm256_and_si256(high, nibble), first);
      dots.high = add(dots.high, _mm256_and_si256(_mm256_srli_epi16(high, 4), nibble), second);
    }
  }
};

/// 16 rows are two registers; 4 queries take 8 of 16 registers as sums.
struct AvxVnniTile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  MIEN_AVX_VNNI static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                                FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width / 2 * kBlockRows;
    const std::uint8_t* line = rows.high + block * block_bytes;
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i low[queries];
    __m256i high[queries];
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q) low[q] = high[q] = _mm256_setzero_si256();
    for (std::size_t group = 0; group < rows.width; group += 8, line += kLine) {
      if constexpr (queries == 1) prefetch_ahead(line, 4 * block_bytes);
      const __m256i low_rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(line));
      const __m256i high_rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(line + 32));
      const __m256i low_first = _mm256_and_si256(low_rows, nibble);
      const __m256i high_first = _mm256_and_si256(high_rows, nibble);
      const __m256i low_second = _mm256_and_si256(_mm256_srli_epi16(low_rows, 4), nibble);
      const __m256i high_second = _mm256_and_si256(_mm256_srli_epi16(high_rows, 4), nibble);
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const __m256i first = _mm256_set1_epi32(load_group(query[q].levels + group));
        const __m256i second = _mm256_set1_epi32(load_group(query[q].levels + group + 4));
        low[q] = AvxVnniSum::add(AvxVnniSum::add(low[q], low_first, first), low_second, second);
        high[q] = AvxVnniSum::add(AvxVnniSum::add(high[q], high_first, first), high_second, second);
      }
    }
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q)
      keep_found<AvxVnniSum>(rows, block, low[q], high[q], query[q], floors[q], lists[q]);
  }
};

/// 16 rows are two registers; 4 queries take 8 of 16 registers as sums.
struct Avx2Tile {
  static constexpr int kBlocks = 1;
  static constexpr int kQueries = 4;

  template <int blocks, int queries>
  MIEN_AVX2 static void run(const PackedRows& rows, std::size_t block, const ScanQuery* query, const float* floors,
                            FoundList* lists) {
    static_assert(blocks == 1);
    const std::size_t block_bytes = rows.width / 2 * kBlockRows;
    const std::uint8_t* line = rows.high + block * block_bytes;
    const __m256i nibble = _mm256_set1_epi8(15);
    __m256i low[queries];
    __m256i high[queries];
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q) low[q] = high[q] = _mm256_setzero_si256();
    for (std::size_t group = 0; group < rows.width; group += 8, line += kLine) {
      if constexpr (queries == 1) prefetch_ahead(line, 4 * block_bytes);
      const __m256i low_rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(line));
      const __m256i high_rows = _mm256_load_si256(reinterpret_cast<const __m256i*>(line + 32));
      const __m256i low_first = _mm256_and_si256(low_rows, nibble);
      const __m256i high_first = _mm256_and_si256(high_rows, nibble);
      const __m256i low_second = _mm256_and_si256(_mm256_srli_epi16(low_rows, 4), nibble);
      const __m256i high_second = _mm256_and_si256(_mm256_srli_epi16(high_rows, 4), nibble);
      MIEN_UNROLL
      for (int q = 0; q < queries; ++q) {
        const __m256i first = _mm256_set1_epi32(load_group(query[q].levels + group));
        const __m256i second = _mm256_set1_epi32(load_group(query[q].levels + group + 4));
        low[q] = Avx2Sum::add(Avx2Sum::add(low[q], low_first, first), low_second, second);
        high[q] = Avx2Sum::add(Avx2Sum::add(high[q], high_first, first), high_second, second);
      }
    }
    MIEN_UNROLL
    for (int q = 0; q < queries; ++q) keep_found<Avx2Sum>(rows, block, low[q], high[q], query[q], floors[q], lists[q]);
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
