#pragma once

#include "core/calibration.h"
#include "core/result.h"

namespace mien::app {

/// @errors kInvalidArgument  NaN or outside 0..100.
Result<void> check_similarity(double similarity);

/// Whether a similarity reaches a wanted one, both as the floats that callers are shown.
inline bool reaches(float similarity, double similarity_min) {
  return similarity >= static_cast<float>(similarity_min);
}

/// A cosine below which nothing reaches `similarity_min`: what the index is asked for, before reaches() decides.
float cosine_floor(const Calibration& calibration, double similarity_min);

}  // namespace mien::app
