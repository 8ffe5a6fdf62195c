#include "app/eval/statistics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

namespace mien::app::eval {
namespace {

constexpr double kZ95 = 1.959963984540054;
constexpr std::size_t kImpostorsMin = 10'000;

/// How many of the descending scores are above the threshold.
std::size_t count_above(std::span<const float> descending, float threshold) {
  return static_cast<std::size_t>(std::ranges::lower_bound(descending, threshold, std::greater{}) - descending.begin());
}

struct BestThreshold {
  float threshold = 0;
  std::size_t right = 0;
};

/// The threshold at which most pairs are judged right (accepted are scores above it), by one sweep over the sorted
/// scores; the middle between the two scores around it.
BestThreshold best_threshold(std::vector<LabelledScore> pairs) {
  std::ranges::sort(pairs, std::greater{}, &LabelledScore::score);
  std::size_t right = static_cast<std::size_t>(std::ranges::count(pairs, false, &LabelledScore::same));
  BestThreshold best{pairs.empty() ? 0 : pairs.front().score, right};
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    right += pairs[i].same ? 1 : 0;
    right -= pairs[i].same ? 0 : 1;
    if (i + 1 < pairs.size() && pairs[i + 1].score == pairs[i].score) continue;
    if (right <= best.right) continue;
    best.right = right;
    best.threshold = i + 1 < pairs.size() ? (pairs[i].score + pairs[i + 1].score) / 2 : pairs[i].score - 1;
  }
  return best;
}

}  // namespace

Rate rate_of(std::size_t hits, std::size_t trials) {
  if (trials == 0) return {};
  const auto n = static_cast<double>(trials);
  const double p = static_cast<double>(hits) / n;
  const double z2 = kZ95 * kZ95;
  const double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ95 * std::sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  return {p, std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

OperatingPoint operating_point(std::span<const float> genuine_descending, std::span<const float> impostor_descending,
                               double fmr) {
  OperatingPoint point{.fmr = fmr, .threshold = -1, .tar = {}};
  const auto allowed = static_cast<std::size_t>(std::floor(fmr * static_cast<double>(impostor_descending.size())));
  if (allowed < impostor_descending.size()) point.threshold = impostor_descending[allowed];
  point.tar = rate_of(count_above(genuine_descending, point.threshold), genuine_descending.size());
  return point;
}

double equal_error_rate(std::span<const float> genuine_descending, std::span<const float> impostor_descending) {
  if (genuine_descending.empty() || impostor_descending.empty()) return 0;
  // FMR falls and FNMR rises with the threshold: bisect over the genuine scores, which are the fewer.
  std::size_t low = 0, high = genuine_descending.size();  // Number of genuine scores accepted.
  const auto fnmr = [&](std::size_t accepted) {
    return 1 - static_cast<double>(accepted) / static_cast<double>(genuine_descending.size());
  };
  const auto fmr = [&](std::size_t accepted) {
    const float threshold = accepted == 0 ? 2.0F : std::nextafter(genuine_descending[accepted - 1], -2.0F);
    return static_cast<double>(count_above(impostor_descending, threshold)) /
           static_cast<double>(impostor_descending.size());
  };
  while (low < high) {
    const std::size_t middle = std::midpoint(low, high);
    if (fmr(middle) >= fnmr(middle))
      high = middle;
    else
      low = middle + 1;
  }
  // Between two genuine scores the FNMR stands still while the FMR rises: they meet there, or at the step after it.
  return low == 0 ? fnmr(0) : std::min(fmr(low), fnmr(low - 1));
}

Accuracy accuracy_of(std::span<const LabelledScore> pairs) {
  Accuracy out;
  if (pairs.empty()) return out;
  const BestThreshold overall = best_threshold({pairs.begin(), pairs.end()});
  out.best = static_cast<double>(overall.right) / static_cast<double>(pairs.size());
  out.best_threshold = overall.threshold;
  const std::size_t folds = std::ranges::max(pairs, {}, &LabelledScore::fold).fold + 1;
  std::vector<double> accuracies;
  for (std::size_t fold = 0; fold < folds; ++fold) {
    std::vector<LabelledScore> others, own;
    for (const LabelledScore& pair : pairs) (pair.fold == fold && folds > 1 ? own : others).push_back(pair);
    const float threshold = best_threshold(others).threshold;
    const auto& judged = folds > 1 ? own : others;
    if (judged.empty()) continue;  // Fewer pairs than folds.
    const auto right = std::ranges::count_if(judged, [&](const auto& p) { return (p.score > threshold) == p.same; });
    accuracies.push_back(static_cast<double>(right) / static_cast<double>(judged.size()));
  }
  const auto n = static_cast<double>(accuracies.size());
  out.mean = std::accumulate(accuracies.begin(), accuracies.end(), 0.0) / n;
  double squares = 0;
  for (const double a : accuracies) squares += (a - out.mean) * (a - out.mean);
  out.deviation = accuracies.size() > 1 ? std::sqrt(squares / (n - 1)) : 0;
  return out;
}

double normal_quantile_above(double p) {
  double low = -40, high = 40;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(middle / std::numbers::sqrt2) > p ? low : high) = middle;
  }
  return (low + high) / 2;
}

Result<CalibrationFit> fit_calibration(std::span<const float> impostor_descending) {
  const auto n = static_cast<double>(impostor_descending.size());
  if (impostor_descending.size() < kImpostorsMin)
    return fail(ErrorCode::kInvalidArgument, "A calibration needs 10,000 pairs of different people or more.");
  const auto score_at = [&](double fmr) {
    return double{impostor_descending[std::min(impostor_descending.size() - 1, static_cast<std::size_t>(fmr * n))]};
  };
  CalibrationFit fit;
  fit.measured_down_to = 1 / n;

  // Equal steps in log10(FMR), as far as ten pairs lie beyond a point.
  double count = 0, sum_x = 0, sum_z = 0, sum_xx = 0, sum_xz = 0;
  for (double log10_fmr = -2; log10_fmr >= -5 && std::pow(10, log10_fmr) * n >= 10; log10_fmr -= 0.1) {
    const double fmr = std::pow(10, log10_fmr);
    const double x = score_at(fmr), z = normal_quantile_above(fmr);
    count += 1;
    sum_x += x;
    sum_z += z;
    sum_xx += x * x;
    sum_xz += x * z;
  }
  const double spread = count * sum_xx - sum_x * sum_x;
  if (!(spread > 1e-12)) return fail(ErrorCode::kInvalidArgument, "The scores of different people have no spread.");
  fit.slope = (count * sum_xz - sum_x * sum_z) / spread;
  fit.intercept = (sum_z - fit.slope * sum_x) / count;
  if (!(fit.slope > 0)) return fail(ErrorCode::kInvalidArgument, "The scores of different people have no usable tail.");

  const auto add = [&](double cosine, double log10_fmr) {
    cosine = std::round(cosine * 1e4) / 1e4;
    if (cosine > 1) return;  // No two embeddings are more alike; a manifest would refuse it.
    if (fit.knots.empty() || cosine > fit.knots.back().cosine) fit.knots.push_back({cosine, log10_fmr});
  };
  add(score_at(0.999), 0);
  for (const double fmr : {0.9, 0.75, 0.5, 0.25, 0.1}) add(score_at(fmr), std::log10(fmr));
  for (double log10_fmr = -2; log10_fmr >= -14; log10_fmr -= 0.5)
    add((normal_quantile_above(std::pow(10, log10_fmr)) - fit.intercept) / fit.slope, log10_fmr);
  return fit;
}

}  // namespace mien::app::eval
