#include "api/auth/crc.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace mien::api::crc {

#if defined(__x86_64__)
namespace {

#define MIEN_PCLMUL __attribute__((target("pclmul,sse4.1")))
#define MIEN_VPCLMUL __attribute__((target("vpclmulqdq,avx2,pclmul")))

/// What the two halves of 16 bytes are multiplied by to move them past `bits` more of them: x^(bits + 64 - 1) for the
/// first eight bytes, whose powers are higher by 64, and x^(bits - 1) for the others. One less, because the product of
/// two reflected numbers of 64 bits has 127, and comes out as if it were multiplied by x.
/// Source: Gopal et al., "Fast CRC Computation for Generic Polynomials Using PCLMULQDQ Instruction" (Intel, 2009).
struct Fold {
  std::uint64_t first, second;
};

constexpr Fold fold_by(std::uint64_t bits, Polynomial p) {
  const int shift = 64 - p.degree;
  return {power_of_x(bits + 63, p) << shift, power_of_x(bits - 1, p) << shift};
}

struct Folds {
  Fold by_16, by_32, by_64, by_128;  ///< Bytes.
};
constexpr Folds folds_of(Polynomial p) { return {fold_by(128, p), fold_by(256, p), fold_by(512, p), fold_by(1024, p)}; }

constexpr Folds kCrc32Folds = folds_of(kCrc32);
constexpr Folds kCrc32cFolds = folds_of(kCrc32c);
constexpr Folds kCrc64NvmeFolds = folds_of(kCrc64Nvme);

const Folds& folds_of_known(Polynomial p) {
  if (p.reflected == kCrc32.reflected) return kCrc32Folds;
  return p.reflected == kCrc32c.reflected ? kCrc32cFolds : kCrc64NvmeFolds;
}

constexpr std::size_t kLane = 16;
constexpr std::size_t kLanes = 4;

MIEN_PCLMUL inline __m128i load(const char* from) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(from)); }

MIEN_PCLMUL inline __m128i constant(Fold fold) {
  return _mm_set_epi64x(static_cast<long long>(fold.second), static_cast<long long>(fold.first));
}

MIEN_PCLMUL inline __m128i folded(__m128i value, __m128i by) {
  return _mm_xor_si128(_mm_clmulepi64_si128(value, by, 0x00), _mm_clmulepi64_si128(value, by, 0x11));
}

/// Folds the lanes and what is left of whole lanes into 16 bytes, which with the rest leave the same remainder as all
/// that was there; the tables take it from there.
MIEN_PCLMUL std::uint64_t finish(Polynomial polynomial, __m128i value, std::string_view bytes, const Folds& folds) {
  const __m128i by = constant(folds.by_16);
  for (; bytes.size() >= kLane; bytes.remove_prefix(kLane))
    value = _mm_xor_si128(folded(value, by), load(bytes.data()));
  alignas(kLane) char last[kLane];
  _mm_store_si128(reinterpret_cast<__m128i*>(last), value);
  return update_by_tables(polynomial, update_by_tables(polynomial, 0, {last, kLane}), bytes);
}

MIEN_PCLMUL std::uint64_t update_pclmul(Polynomial polynomial, std::uint64_t register_, std::string_view bytes) {
  if (bytes.size() < kLane * kLanes) return update_by_tables(polynomial, register_, bytes);
  const Folds& folds = folds_of_known(polynomial);
  __m128i lanes[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = load(bytes.data() + kLane * i);
  lanes[0] = _mm_xor_si128(lanes[0], _mm_cvtsi64_si128(static_cast<long long>(register_)));
  bytes.remove_prefix(kLane * kLanes);
  const __m128i by_64 = constant(folds.by_64);
  for (; bytes.size() >= kLane * kLanes; bytes.remove_prefix(kLane * kLanes))
    for (std::size_t i = 0; i < kLanes; ++i)
      lanes[i] = _mm_xor_si128(folded(lanes[i], by_64), load(bytes.data() + kLane * i));
  const __m128i by_16 = constant(folds.by_16);
  __m128i value = lanes[0];
  for (std::size_t i = 1; i < kLanes; ++i) value = _mm_xor_si128(folded(value, by_16), lanes[i]);
  return finish(polynomial, value, bytes, folds);
}

MIEN_VPCLMUL inline __m256i load_wide(const char* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}

MIEN_VPCLMUL inline __m256i folded_wide(__m256i value, __m256i by) {
  return _mm256_xor_si256(_mm256_clmulepi64_epi128(value, by, 0x00), _mm256_clmulepi64_epi128(value, by, 0x11));
}

/// The same with two times 16 bytes in each of four registers.
MIEN_VPCLMUL std::uint64_t update_vpclmul(Polynomial polynomial, std::uint64_t register_, std::string_view bytes) {
  constexpr std::size_t kWide = 2 * kLane;
  if (bytes.size() < kWide * kLanes) return update_pclmul(polynomial, register_, bytes);
  const Folds& folds = folds_of_known(polynomial);
  __m256i lanes[kLanes];
  for (std::size_t i = 0; i < kLanes; ++i) lanes[i] = load_wide(bytes.data() + kWide * i);
  lanes[0] = _mm256_xor_si256(lanes[0], _mm256_zextsi128_si256(_mm_cvtsi64_si128(static_cast<long long>(register_))));
  bytes.remove_prefix(kWide * kLanes);
  const __m256i by_128 = _mm256_broadcastsi128_si256(constant(folds.by_128));
  for (; bytes.size() >= kWide * kLanes; bytes.remove_prefix(kWide * kLanes))
    for (std::size_t i = 0; i < kLanes; ++i)
      lanes[i] = _mm256_xor_si256(folded_wide(lanes[i], by_128), load_wide(bytes.data() + kWide * i));
  const __m256i by_32 = _mm256_broadcastsi128_si256(constant(folds.by_32));
  __m256i wide = lanes[0];
  for (std::size_t i = 1; i < kLanes; ++i) wide = _mm256_xor_si256(folded_wide(wide, by_32), lanes[i]);
  const __m128i value =
      _mm_xor_si128(folded(_mm256_castsi256_si128(wide), constant(folds.by_16)), _mm256_extracti128_si256(wide, 1));
  return finish(polynomial, value, bytes, folds);
}

}  // namespace

void add_x86_kernels(std::vector<Kernel>& kernels) {
  __builtin_cpu_init();
  if (!__builtin_cpu_supports("pclmul") || !__builtin_cpu_supports("sse4.1")) return;
  kernels.push_back({"pclmul", update_pclmul});
  if (__builtin_cpu_supports("vpclmulqdq") && __builtin_cpu_supports("avx2"))
    kernels.push_back({"vpclmul", update_vpclmul});
}
#else
void add_x86_kernels(std::vector<Kernel>&) {}
#endif

}  // namespace mien::api::crc
