#include "app/similarity.h"

#include <cmath>
#include <limits>

namespace mien::app {

Result<void> check_similarity(double similarity) {
  if (similarity >= 0 && similarity <= 100) return {};
  return fail(ErrorCode::kInvalidArgument, "A similarity must be between 0 and 100.");
}

float cosine_floor(const Calibration& calibration, double similarity_min) {
  constexpr double kSlack = 1e-6;  // More than cosine_at and a float cosine round.
  // One float below what is wanted: a similarity between the two may be rounded up to it.
  const float below = std::nextafter(static_cast<float>(similarity_min), -std::numeric_limits<float>::infinity());
  return static_cast<float>(calibration.cosine_at(double{below}) - kSlack);
}

}  // namespace mien::app
