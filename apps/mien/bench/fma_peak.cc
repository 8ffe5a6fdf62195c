#include <cstdint>

#include "bench/best_of.h"
#include "bench/core_peak.h"
#include "bench/twelve_sums.h"

#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace mien::cli {
namespace {

/// Values that the compiler does not know. The sums stay finite and far from denormal with them: x86 takes x * 0.5 + 1,
/// NEON, whose instruction adds to one of its operands, x + 0.5 * 1.
struct Factors {
  volatile float times = 0.5F;
  volatile float plus = 1.0F;
};

#if defined(__x86_64__)

[[gnu::target("avx2,fma")]] float run_avx2(const Factors& factors) {
  const __m256 times = _mm256_set1_ps(factors.times);
  const __m256 plus = _mm256_set1_ps(factors.plus);
#define MIEN_START(i) __m256 sum##i = _mm256_set1_ps(i);
#define MIEN_STEP(i) sum##i = _mm256_fmadd_ps(sum##i, times, plus);
#define MIEN_JOIN(i) all = _mm256_add_ps(all, sum##i);
  MIEN_TWELVE(MIEN_START)
  for (std::int32_t step = 0; step < kStepsOfRun; ++step) {
    MIEN_TWELVE(MIEN_STEP)
  }
  __m256 all = plus;
  MIEN_TWELVE(MIEN_JOIN)
#undef MIEN_START
#undef MIEN_STEP
#undef MIEN_JOIN
  return _mm256_cvtss_f32(all);
}

[[gnu::target("avx512f")]] float run_avx512(const Factors& factors) {
  const __m512 times = _mm512_set1_ps(factors.times);
  const __m512 plus = _mm512_set1_ps(factors.plus);
#define MIEN_START(i) __m512 sum##i = _mm512_set1_ps(i);
#define MIEN_STEP(i) sum##i = _mm512_fmadd_ps(sum##i, times, plus);
#define MIEN_JOIN(i) all = _mm512_add_ps(all, sum##i);
  MIEN_TWELVE(MIEN_START)
  for (std::int32_t step = 0; step < kStepsOfRun; ++step) {
    MIEN_TWELVE(MIEN_STEP)
  }
  __m512 all = plus;
  MIEN_TWELVE(MIEN_JOIN)
#undef MIEN_START
#undef MIEN_STEP
#undef MIEN_JOIN
  return _mm512_cvtss_f32(all);
}

#elif defined(__aarch64__)

float run_neon(const Factors& factors) {
  const float32x4_t times = vdupq_n_f32(factors.times);
  const float32x4_t plus = vdupq_n_f32(factors.plus);
#define MIEN_START(i) float32x4_t sum##i = vdupq_n_f32(i);
#define MIEN_STEP(i) sum##i = vfmaq_f32(sum##i, times, plus);
#define MIEN_JOIN(i) all = vaddq_f32(all, sum##i);
  MIEN_TWELVE(MIEN_START)
  for (std::int32_t step = 0; step < kStepsOfRun; ++step) {
    MIEN_TWELVE(MIEN_STEP)
  }
  float32x4_t all = plus;
  MIEN_TWELVE(MIEN_JOIN)
#undef MIEN_START
#undef MIEN_STEP
#undef MIEN_JOIN
  return vgetq_lane_f32(all, 0);
}

#endif

double best_gflops(float (*run)(const Factors&), double lanes) {
  const Factors factors;
  volatile float result = 0;
  const double seconds = best_seconds_of(kRunsOfPeak, [&] { result = run(factors); });
  return 2 * lanes * kSumsInFlight * kStepsOfRun / seconds / 1e9;
}

}  // namespace

std::optional<CorePeak> measure_fp32_peak() {
#if defined(__x86_64__)
  // Both are run: some CPUs are no faster with the wider one.
  std::optional<CorePeak> best;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) best = {best_gflops(&run_avx2, 8), "avx2"};
  if (__builtin_cpu_supports("avx512f"))
    if (const CorePeak wide{best_gflops(&run_avx512, 16), "avx512f"}; !best || wide.gops > best->gops) best = wide;
  return best;
#elif defined(__aarch64__)
  return CorePeak{best_gflops(&run_neon, 4), "neon"};
#else
  return std::nullopt;
#endif
}

}  // namespace mien::cli
