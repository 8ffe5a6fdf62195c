#pragma once

#include <string>

#include "core/calibration.h"
#include "core/embedding.h"
#include "core/result.h"
#include "ports/store.h"

namespace mien::app {

/// The model pack that this process runs: what its embeddings may be compared with, and what its scores mean.
struct ActiveModel {
  std::string face_model_version;  ///< Numeric, 7.0 or higher; collections remember the one they were made with.
  Calibration calibration;

  /// 0..100, of a cosine or a fused_cosine.
  float similarity(float cosine) const { return calibration.similarity(double{cosine}); }
  float similarity(const Embedding& a, const Embedding& b) const { return similarity(cosine(a, b)); }
};

/// @errors kModelMismatch  the collection's embeddings come from another model pack.
inline Result<void> require_same_model(const ActiveModel& model, const Collection& collection) {
  if (model.face_model_version == collection.face_model_version) return {};
  return fail(ErrorCode::kModelMismatch, "The collection was made with face model " + collection.face_model_version +
                                             "; this server runs face model " + model.face_model_version + ".");
}

}  // namespace mien::app
