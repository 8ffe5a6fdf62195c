#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "app/active_model.h"
#include "core/limits.h"
#include "ports/face_index.h"
#include "ports/store.h"

namespace mien::app {

struct FaceMatch {
  float similarity = 0;  ///< 0..100, calibrated.
  StoredFace face;
};

struct MatchQuery {
  const CollectionId& collection;
  const Embedding& probe;
  std::size_t matches_max = limits::kMatchesMax;
  double similarity_min = 80;         ///< 0..100.
  std::optional<FaceId> leave_out{};  ///< The searched face itself.
};

/// The faces of a collection that resemble the probe, best first. A face that is deleted meanwhile is left out, so that
/// there may be fewer than asked for.
/// @errors kInvalidArgument (similarity_min is NaN or outside 0..100), kNotFound, kUnavailable
Result<std::vector<FaceMatch>> find_matches(const FaceIndex& index, const FaceStore& faces, const ActiveModel& model,
                                            const MatchQuery& query);

}  // namespace mien::app
