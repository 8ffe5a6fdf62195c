#pragma once

#include <span>
#include <vector>

#include "core/result.h"

namespace mien {

/// Maps a cosine to the false-match rate (FMR) of the model pack and to Rekognition's 0..100 similarity, and back.
///
/// The scale: 0 at FMR 1, 50 at 1e-2, then ten points for each factor of ten (60 at 1e-3 ... 90 at 1e-6), linear in
/// log10(FMR) between; below 1e-6 similarity is 100 - 10^(log10(FMR) + 7), so that every further nine is a factor of
/// ten (99 at 1e-7, 99.9 at 1e-8); 100 from cosine 0.9999.
///
/// Between the knots log10(FMR) is linear in the cosine, beyond the last knot it goes on with the last slope.
/// Invariant: at least two knots, cosines rising, log10(FMR) falling from 0. Immutable and thread-safe.
class Calibration {
 public:
  struct Knot {
    double cosine;
    double log10_fmr;
  };

  /// @errors kInvalidArgument  the knots break the invariant.
  static Result<Calibration> from_knots(std::vector<Knot> knots);

  /// log10 of the rate at which two different people reach this cosine; 0 at or below the first knot.
  double log10_fmr(double cosine) const;
  /// 0..100, not falling in `cosine`. A NaN gives 0.
  float similarity(double cosine) const;
  /// The lowest cosine whose similarity is at least `similarity` (clamped to 0..100).
  double cosine_at(double similarity) const;

  std::span<const Knot> knots() const { return knots_; }

 private:
  explicit Calibration(std::vector<Knot> knots) : knots_(std::move(knots)) {}
  std::vector<Knot> knots_;
};

/// Rekognition's 0..100 for a false-match rate: the scale of Calibration.
double similarity_at_log10_fmr(double log10_fmr);
/// The inverse; similarity 0..100, where 100 gives -infinity.
double log10_fmr_at_similarity(double similarity);

/// The similarity that a 1:N search over `gallery_size` templates must reach so that a stranger is accepted with at
/// most `false_accept_target` (for example 0.01): FMR x size = target. Never below `configured`.
double one_to_many_threshold(double configured, std::size_t gallery_size, double false_accept_target);

}  // namespace mien
