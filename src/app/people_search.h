#pragma once

#include <optional>

#include "app/active_model.h"
#include "ports/face_index.h"
#include "ports/store.h"

namespace mien::app {

struct NearestPerson {
  Person person;
  float similarity = 0;  ///< 0..100, calibrated.
};

/// The person of the collection whose fused embedding is nearest to the probe, if any reaches `similarity_min`
/// (0: whoever is nearest). Somebody who is being deleted is passed over.
/// @errors kNotFound (collection), kUnavailable
Result<std::optional<NearestPerson>> find_nearest_person(const FaceIndex& index, const PeopleStore& people,
                                                         const ActiveModel& model, const CollectionId& collection,
                                                         const Embedding& probe, double similarity_min);

}  // namespace mien::app
