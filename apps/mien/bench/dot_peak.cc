#include <cstdint>

#include "bench/best_of.h"
#include "bench/core_peak.h"
#include "bench/twelve_sums.h"
#include "core/result.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace mien::cli {
namespace {

constexpr std::int32_t kStarts = 66;  ///< 0 + 1 + ... + 11: what the sums begin with.

#if defined(__x86_64__)

/// A byte, or a bfloat16's upper bits, that the compiler does not know.
struct Ones {
  volatile std::int8_t byte = 1;
  volatile float number = 1;
};

[[gnu::target("avx512f,avx512vnni")]] std::int32_t run_avx512_vnni(const Ones& ones) {
  const __m512i a = _mm512_set1_epi8(ones.byte);
  const __m512i b = _mm512_set1_epi8(ones.byte);
#define MIEN_START(i) __m512i sum##i = _mm512_set1_epi32(i);
#define MIEN_STEP(i) sum##i = _mm512_dpbusd_epi32(sum##i, a, b);
#define MIEN_JOIN(i) all = _mm512_add_epi32(all, sum##i);
  MIEN_TWELVE(MIEN_START)
  for (std::int32_t step = 0; step < kStepsOfRun; ++step) {
    MIEN_TWELVE(MIEN_STEP)
  }
  __m512i all = _mm512_setzero_si512();
  MIEN_TWELVE(MIEN_JOIN)
#undef MIEN_START
#undef MIEN_STEP
#undef MIEN_JOIN
  alignas(64) std::int32_t lanes[16];  // g++ 12 warns of its own header where a lane is taken directly.
  _mm512_store_si512(lanes, all);
  return lanes[0];
}

[[gnu::target("avx2,avxvnni")]] std::int32_t run_avx_vnni(const Ones& ones) {
  const __m256i a = _mm256_set1_epi8(ones.byte);
  const __m256i b = _mm256_set1_epi8(ones.byte);
#define MIEN_START(i) __m256i sum##i = _mm256_set1_epi32(i);
#define MIEN_STEP(i) sum##i = _mm256_dpbusd_avx_epi32(sum##i, a, b);
#define MIEN_JOIN(i) all = _mm256_add_epi32(all, sum##i);
  MIEN_TWELVE(MIEN_START)
  for (std::int32_t step = 0; step < kStepsOfRun; ++step) {
    MIEN_TWELVE(MIEN_STEP)
  }
  __m256i all = _mm256_setzero_si256();
  MIEN_TWELVE(MIEN_JOIN)
#undef MIEN_START
#undef MIEN_STEP
#undef MIEN_JOIN
  return _mm_cvtsi128_si32(_mm256_castsi256_si128(all));
}

/// Three instructions where the others need one. The factor changes with each sum, so that nothing is done once for
/// all.
[[gnu::target("avx2")]] std::int32_t run_avx2(const Ones& ones) {
  const __m256i a = _mm256_set1_epi8(ones.byte);
  const __m256i pairs = _mm256_set1_epi16(ones.byte);
#define MIEN_START(i)                         \
  __m256i sum##i = _mm256_set1_epi32(i);      \
  __m256i b##i = _mm256_set1_epi8(ones.byte); \
  asm volatile("" : "+x"(b##i));
  // The empty statement keeps the product from being taken out of the loop.
#define MIEN_STEP(i)             \
  asm volatile("" : "+x"(b##i)); \
  sum##i = _mm256_add_epi32(sum##i, _mm256_madd_epi16(_mm256_maddubs_epi16(a, b##i), pairs));
#define MIEN_JOIN(i) all = _mm256_add_epi32(all, sum##i);
#define MIEN_FOUR(step) step(0) step(1) step(2) step(3)
  MIEN_FOUR(MIEN_START)
  for (std::int32_t step = 0; step < 3 * kStepsOfRun; ++step) {
    MIEN_FOUR(MIEN_STEP)
  }
  __m256i all = _mm256_setzero_si256();
  MIEN_FOUR(MIEN_JOIN)
#undef MIEN_FOUR
#undef MIEN_START
#undef MIEN_STEP
#undef MIEN_JOIN
  return _mm_cvtsi128_si32(_mm256_castsi256_si128(all)) - 6 + kStarts;  // Four sums began with 6 together.
}

[[gnu::target("avx512f,avx512bf16")]] std::int32_t run_bf16(const Ones& ones) {
  const __m512 wide = _mm512_set1_ps(ones.number);
  const __m512bh a = _mm512_cvtne2ps_pbh(wide, wide);
  const __m512bh b = _mm512_cvtne2ps_pbh(wide, wide);
#define MIEN_START(i) __m512 sum##i = _mm512_set1_ps(i);
#define MIEN_STEP(i) sum##i = _mm512_dpbf16_ps(sum##i, a, b);
#define MIEN_JOIN(i) all += static_cast<std::int32_t>(_mm512_cvtss_f32(sum##i));
  MIEN_TWELVE(MIEN_START)
  for (std::int32_t step = 0; step < kStepsOfRun; ++step) {
    MIEN_TWELVE(MIEN_STEP)
  }
  std::int32_t all = 0;  // Each sum stays below 2^24, up to which float32 counts exactly.
  MIEN_TWELVE(MIEN_JOIN)
#undef MIEN_START
#undef MIEN_STEP
#undef MIEN_JOIN
  return all;
}

/// @param products  that one instruction sums into each of its lanes.
/// @param lanes     of one instruction, so that it does 2 x products x lanes operations.
double best_gops(std::int32_t (*run)(const Ones&), std::int32_t products, double lanes) {
  const Ones ones;
  const double seconds =
      best_seconds_of(kRunsOfPeak, [&] { MIEN_CHECK(run(ones) == kStarts + 12 * products * kStepsOfRun); });
  return 2 * products * lanes * kSumsInFlight * kStepsOfRun / seconds / 1e9;
}

#endif

}  // namespace

std::optional<CorePeak> measure_int8_peak() {
#if defined(__x86_64__)
  // All that there are: some CPUs are no faster with the wider one.
  std::optional<CorePeak> best;
  const auto offer = [&](std::int32_t (*run)(const Ones&), double lanes, const char* name) {
    if (const double gops = best_gops(run, 4, lanes); !best || gops > best->gops) best = CorePeak{gops, name};
  };
  if (__builtin_cpu_supports("avx2")) offer(&run_avx2, 8, "avx2 maddubs");
  if (__builtin_cpu_supports("avxvnni")) offer(&run_avx_vnni, 8, "avx_vnni");
  if (__builtin_cpu_supports("avx512vnni")) offer(&run_avx512_vnni, 16, "avx512_vnni");
  return best;
#else
  return std::nullopt;
#endif
}

std::optional<CorePeak> measure_bf16_peak() {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bf16")) return CorePeak{best_gops(&run_bf16, 2, 16), "avx512_bf16"};
#endif
  return std::nullopt;
}

}  // namespace mien::cli
