#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace mien::index_exact {

// How far the integer scan can be from the truth. Let a be a row and b a probe, as real vectors. Quantising gives
// integers p, q in [-127, 127] and scales s, t (floats, taken as exact), and so a = s p + r and b = t q + u, where r
// and u are what rounding left over. Then
//
//   a.b = (s p + r).b = s p.b + r.b            and with  s p.b = (a - r).b  again split the other way round:
//   a.b - (s p).(t q) = a.u + r.(t q)
//
// because a.b - (a - r).(b - u) = a.u + r.(b - u). By Cauchy and Schwarz
//
//   |a.b - s t p.q| <= |a| |u| + |r| |t q|.
//
// |r| and |u| are computed in double from the floats themselves and rounded up, |t q| likewise; |a| <= kNormMax is the
// invariant of Embedding. p.q is an exact integer. What is left is rounding in the float arithmetic that combines these
// terms: |s p| <= 2 |a| and |t q| <= 2 |b| (rounding at most doubles a value), so that no intermediate result exceeds 8
// and there are at most seven roundings of 2^-24 relative each, together under 8 * 7 * 6e-8 < 3.4e-6. The double sum
// of mien::cosine errs by less than 1e-11 and its rounding to float by 6e-8. kRoundingSlack covers all of it.

// A scan that looks only at the upper four bits of a row's integers knows each to be one of 16 neighbours, and takes
// the one in the middle: with P = p + 128 = 16 H + L, where L is 0 to 15, it computes with c = 16 H + 8 - 128 instead
// of p. Then a = s c + v, and the same steps give
//
//   |a.b - s t c.q| <= |a| |u| + |v| |t q|,
//
// where |v| is measured like |r|. Only the rounding of the estimate needs another look: |s c| is not bounded by 2 |a|,
// because a coordinate that is next to nothing counts 8 s. The coarse residual has 1e-6 |s c| added, which outweighs
// the roundings of 2^-24 that s t c.q and the sum with its bound suffer; all others are those from above.

/// Embedding admits |a|^2 <= 1.0002 at most.
inline constexpr float kNormMax = 1.0002F;
inline constexpr float kRoundingSlack = 4e-6F;
inline constexpr int kQuantMax = 127;
inline constexpr int kQuantOffset = 128;   ///< Rows are stored as unsigned bytes, value + 128.
inline constexpr int kCoarseOffset = 120;  ///< The same where only their upper halves are looked at.

struct Quantised {
  float scale;            ///< s: a value is about scale * integer.
  float residual;         ///< An upper bound of |r|.
  float coarse_residual;  ///< An upper bound of |v| + 1e-6 |s c|.
  float norm;             ///< An upper bound of |s p|.
};

/// Symmetric 8-bit quantisation of a finite vector that is not all zero. `out` has the size of `values`.
Quantised quantise(std::span<const float> values, std::span<std::int8_t> out);

}  // namespace mien::index_exact
