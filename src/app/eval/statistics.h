#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/calibration.h"

/// Biometric error rates from comparison scores, in the terms of ISO/IEC 19795-1: a higher score is more alike.
namespace mien::app::eval {

/// Scores of comparisons of the same person (genuine) and of different people (impostor).
struct Scores {
  std::vector<float> genuine;
  std::vector<float> impostor;
};

/// A share of trials with its 95 % Wilson interval, which takes the trials for independent: those of all pairs of a few
/// people are not quite, so the true interval is somewhat wider.
struct Rate {
  double value = 0;
  double low = 0;
  double high = 0;
};
Rate rate_of(std::size_t hits, std::size_t trials);

/// The true accept rate where the false match rate is at most `fmr`.
struct OperatingPoint {
  double fmr = 0;
  float threshold = 0;  ///< Scores above it are accepted.
  Rate tar;
};
/// The threshold is the largest impostor score that must not be accepted. `impostor_descending` and
/// `genuine_descending` are sorted. An `fmr` finer than one pair gives the strictest threshold there is.
OperatingPoint operating_point(std::span<const float> genuine_descending, std::span<const float> impostor_descending,
                               double fmr);

/// Where false match rate and false non-match rate meet.
double equal_error_rate(std::span<const float> genuine_descending, std::span<const float> impostor_descending);

/// A labelled pair of the standard protocol.
struct LabelledScore {
  float score = 0;
  bool same = false;
  std::size_t fold = 0;
};
struct Accuracy {
  double best = 0;  ///< At the one threshold that suits all pairs best.
  float best_threshold = 0;
  double mean = 0;       ///< Over the folds, each judged at the threshold that suits the others best.
  double deviation = 0;  ///< Standard deviation over the folds.
};
Accuracy accuracy_of(std::span<const LabelledScore> pairs);

/// z with P(N(0,1) > z) = p, for 0 < p < 1.
double normal_quantile_above(double p);

/// The calibration of a model pack from impostor scores. Down to FMR 1e-1 the knots are measured; from 1e-2 on they lie
/// on a line fitted by least squares to the normal quantile of the FMR against the score between FMR 1e-2 and 1e-5, so
/// that the far tail does not hang on one or two pairs. Everything below `measured_down_to` is extrapolated.
struct CalibrationFit {
  std::vector<Calibration::Knot> knots;
  double intercept = 0;  ///< z = intercept + slope * score
  double slope = 0;
  double measured_down_to = 0;  ///< The lowest FMR that the data reached.
};
/// @errors kInvalidArgument  fewer than 10,000 impostor scores, or scores without spread.
Result<CalibrationFit> fit_calibration(std::span<const float> impostor_descending);

}  // namespace mien::app::eval
