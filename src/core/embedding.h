#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "core/result.h"

namespace mien {

/// A face's identity vector (the field's "template"). Invariant: finite float32, L2 norm 1 ± 1e-4; the model pack fixes
/// its dimension. Immutable.
class Embedding {
 public:
  /// @errors kInternal  `raw` is empty, all zero or holds a NaN or infinity: a model's fault, never the caller's.
  static Result<Embedding> normalized(std::span<const float> raw) {
    double sum = 0;
    for (const float v : raw) sum += double{v} * v;
    if (!std::isfinite(sum) || sum == 0) return fail(ErrorCode::kInternal, "The model gave no usable embedding.");
    std::vector<float> unit(raw.size());
    const double norm = std::sqrt(sum);
    std::ranges::transform(raw, unit.begin(), [&](float v) { return static_cast<float>(v / norm); });
    return Embedding(std::move(unit));
  }
  /// Takes values that were normalised before they were stored.
  /// @errors kIncompatible  they are not a unit vector: the stored bytes are damaged.
  static Result<Embedding> restored(std::vector<float> unit) {
    double sum = 0;
    for (const float v : unit) sum += double{v} * v;
    if (!std::isfinite(sum) || std::abs(sum - 1) > 2e-4)
      return fail(ErrorCode::kIncompatible, "A stored embedding is damaged.");
    return Embedding(std::move(unit));
  }
  std::span<const float> values() const { return values_; }
  std::size_t dimension() const { return values_.size(); }
  bool operator==(const Embedding&) const = default;

 private:
  explicit Embedding(std::vector<float> unit) : values_(std::move(unit)) {}
  std::vector<float> values_;
};

/// Cosine in [-1, 1]; not the API's 0..100 `Similarity` (core/calibration.h maps between them). The sum runs in double,
/// in index order, and is rounded once, so that every machine and every search path gives the same bits.
inline float cosine(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += double{a[i]} * b[i];
  return static_cast<float>(std::clamp(sum, -1.0, 1.0));
}
inline float cosine(const Embedding& a, const Embedding& b) { return cosine(a.values(), b.values()); }

}  // namespace mien
