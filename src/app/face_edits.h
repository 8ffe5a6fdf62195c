#pragma once

#include <span>
#include <type_traits>
#include <vector>

#include "ports/store.h"

namespace mien::app {

inline std::vector<FaceId> ids_of(std::span<const StoredFace> faces) {
  std::vector<FaceId> out;
  for (const StoredFace& face : faces) out.push_back(face.id);
  return out;
}

/// Tries an edit of a person's faces until nobody else has changed them meanwhile. @param edit  a try, from reading
/// them to writing them, which gives a Result. @errors its own; kChangedMeanwhile (again and again)
template <class Edit>
std::invoke_result_t<const Edit&> edit_until_unchanged(const Edit& edit) {
  constexpr int kAttempts = 5;
  for (int i = 0; i < kAttempts; ++i) {
    auto edited = edit();
    if (edited || edited.error().code != ErrorCode::kChangedMeanwhile) return edited;
  }
  return fail(ErrorCode::kChangedMeanwhile, "The person's faces are being changed by others; try again.");
}

}  // namespace mien::app
