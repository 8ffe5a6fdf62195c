#include "core/calibration.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mien {
namespace {

constexpr double kSameImageCosine = 0.9999;  ///< From here on it is the same picture: similarity 100.

}  // namespace

double similarity_at_log10_fmr(double log10_fmr) {
  if (log10_fmr >= 0) return 0;
  if (log10_fmr >= -2) return -25 * log10_fmr;
  if (log10_fmr >= -6) return 30 - 10 * log10_fmr;
  return 100 - std::pow(10.0, log10_fmr + 7);
}

double log10_fmr_at_similarity(double similarity) {
  if (similarity <= 0) return 0;
  if (similarity <= 50) return -similarity / 25;
  if (similarity <= 90) return (30 - similarity) / 10;
  if (similarity >= 100) return -std::numeric_limits<double>::infinity();
  return std::log10(100 - similarity) - 7;
}

Result<Calibration> Calibration::from_knots(std::vector<Knot> knots) {
  if (knots.size() < 2) return fail(ErrorCode::kInvalidArgument, "A calibration needs two knots or more.");
  if (!std::ranges::all_of(knots, [](Knot k) { return std::isfinite(k.cosine) && std::isfinite(k.log10_fmr); }))
    return fail(ErrorCode::kInvalidArgument, "A calibration's knots must be finite.");
  if (knots.front().log10_fmr != 0) return fail(ErrorCode::kInvalidArgument, "A calibration begins at FMR 1.");
  for (std::size_t i = 1; i < knots.size(); ++i)
    if (!(knots[i].cosine > knots[i - 1].cosine) || !(knots[i].log10_fmr < knots[i - 1].log10_fmr))
      return fail(ErrorCode::kInvalidArgument, "A calibration's cosines must rise and its false-match rates fall.");
  return Calibration(std::move(knots));
}

double Calibration::log10_fmr(double cosine) const {
  if (!(cosine > knots_.front().cosine)) return 0;
  auto right = std::ranges::upper_bound(knots_, cosine, {}, &Knot::cosine);
  if (right == knots_.end()) --right;  // Beyond the last knot its slope goes on.
  const Knot& b = *right;
  const Knot& a = *(right - 1);
  return a.log10_fmr + (cosine - a.cosine) * (b.log10_fmr - a.log10_fmr) / (b.cosine - a.cosine);
}

float Calibration::similarity(double cosine) const {
  if (std::isnan(cosine)) return 0;
  if (cosine >= kSameImageCosine) return 100;
  return static_cast<float>(similarity_at_log10_fmr(log10_fmr(cosine)));
}

double Calibration::cosine_at(double similarity) const {
  if (similarity <= 0) return -1;
  const double wanted = log10_fmr_at_similarity(similarity);
  if (!std::isfinite(wanted)) return kSameImageCosine;
  std::size_t right = 1;
  while (right + 1 < knots_.size() && knots_[right].log10_fmr > wanted) ++right;
  const Knot& a = knots_[right - 1];
  const Knot& b = knots_[right];
  const double at = a.cosine + (wanted - a.log10_fmr) * (b.cosine - a.cosine) / (b.log10_fmr - a.log10_fmr);
  return std::min(at, kSameImageCosine);
}

double one_to_many_threshold(double configured, std::size_t gallery_size, double false_accept_target) {
  if (gallery_size == 0) return configured;
  const double log10_fmr = std::log10(false_accept_target / static_cast<double>(gallery_size));
  return std::max(configured, similarity_at_log10_fmr(log10_fmr));
}

}  // namespace mien
