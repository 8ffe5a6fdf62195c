#include "vision/warp_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace mien::vision {

#if defined(__x86_64__)
namespace {

#define MIEN_AVX2 __attribute__((target("avx2")))

constexpr std::uint32_t kLanes = 8;

/// One channel of eight pixels: a + (b - a) w / 256 across, then down, as scalar code does it but for the order of
/// multiplications, which changes nothing: all of it is exact.
MIEN_AVX2 inline __m256i blend(__m256i upper_left, __m256i upper_right, __m256i lower_left, __m256i lower_right,
                               __m256i right, __m256i down) {
  const __m256i top = _mm256_add_epi32(_mm256_slli_epi32(upper_left, 8),
                                       _mm256_mullo_epi32(_mm256_sub_epi32(upper_right, upper_left), right));
  const __m256i bottom = _mm256_add_epi32(_mm256_slli_epi32(lower_left, 8),
                                          _mm256_mullo_epi32(_mm256_sub_epi32(lower_right, lower_left), right));
  const __m256i sum =
      _mm256_add_epi32(_mm256_slli_epi32(top, 8), _mm256_mullo_epi32(_mm256_sub_epi32(bottom, top), down));
  return _mm256_srli_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(1 << 15)), 16);
}

/// The six bytes of two neighbouring pixels for each of eight places, as bytes 0 to 3 and 2 to 5: nothing beyond them
/// is read.
struct Pairs {
  __m256i front, back;
};
MIEN_AVX2 inline Pairs gather(const std::uint8_t* pixels, __m256i offsets) {
  return {_mm256_i32gather_epi32(reinterpret_cast<const int*>(pixels), offsets, 1),
          _mm256_i32gather_epi32(reinterpret_cast<const int*>(pixels + 2), offsets, 1)};
}

MIEN_AVX2 inline __m256i byte(__m256i v, int position) {
  return _mm256_and_si256(_mm256_srli_epi32(v, 8 * position), _mm256_set1_epi32(255));
}

/// Coordinates inside of a picture fit into 32 bits with their fraction: sides have at most 2^14 pixels.
MIEN_AVX2 void run_avx2(Rgb8View picture, const WarpSteps& steps, std::uint32_t count, std::uint8_t* out) {
  const __m256i lane = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  const __m256i low_byte = _mm256_set1_epi32(255);
  const auto stride = static_cast<int>(picture.stride_bytes());
  // The three bytes of each pixel to the front of each half.
  const __m256i pack =
      _mm256_broadcastsi128_si256(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  std::uint32_t done = 0;
  for (; done + kLanes <= count; done += kLanes, out += std::size_t{3} * kLanes) {
    const auto x0 = static_cast<int>(steps.x + done * steps.dx), y0 = static_cast<int>(steps.y + done * steps.dy);
    const __m256i x = _mm256_add_epi32(_mm256_set1_epi32(x0),
                                       _mm256_mullo_epi32(lane, _mm256_set1_epi32(static_cast<int>(steps.dx))));
    const __m256i y = _mm256_add_epi32(_mm256_set1_epi32(y0),
                                       _mm256_mullo_epi32(lane, _mm256_set1_epi32(static_cast<int>(steps.dy))));
    const __m256i column = _mm256_srli_epi32(x, 16), row = _mm256_srli_epi32(y, 16);
    const __m256i right = _mm256_and_si256(_mm256_srli_epi32(x, 8), low_byte);
    const __m256i down = _mm256_and_si256(_mm256_srli_epi32(y, 8), low_byte);
    const __m256i offsets = _mm256_add_epi32(_mm256_mullo_epi32(row, _mm256_set1_epi32(stride)),
                                             _mm256_add_epi32(column, _mm256_slli_epi32(column, 1)));
    const Pairs upper = gather(picture.pixels, offsets);
    const Pairs lower = gather(picture.pixels + stride, offsets);
    const __m256i red =
        blend(byte(upper.front, 0), byte(upper.back, 1), byte(lower.front, 0), byte(lower.back, 1), right, down);
    const __m256i green =
        blend(byte(upper.front, 1), byte(upper.back, 2), byte(lower.front, 1), byte(lower.back, 2), right, down);
    const __m256i blue =
        blend(byte(upper.front, 2), byte(upper.back, 3), byte(lower.front, 2), byte(lower.back, 3), right, down);
    const __m256i pixels =
        _mm256_or_si256(red, _mm256_or_si256(_mm256_slli_epi32(green, 8), _mm256_slli_epi32(blue, 16)));
    const __m256i packed = _mm256_shuffle_epi8(pixels, pack);
    const __m128i first = _mm256_castsi256_si128(packed), second = _mm256_extracti128_si256(packed, 1);
    // The first twelve bytes and four that the next store overwrites, then twelve in two parts.
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), first);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + 12), second);
    _mm_storeu_si32(out + 20, _mm_srli_si128(second, 8));
  }
  run_warp_scalar(picture, {steps.x + done * steps.dx, steps.y + done * steps.dy, steps.dx, steps.dy}, count - done,
                  out);
}

#undef MIEN_AVX2

}  // namespace

void add_x86_warp_kernels(std::vector<WarpKernel>& kernels) {
  if (__builtin_cpu_supports("avx2")) kernels.push_back({"avx2", run_avx2});
}
#else
void add_x86_warp_kernels(std::vector<WarpKernel>&) {}
#endif

}  // namespace mien::vision
