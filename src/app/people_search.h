#pragma once

#include <optional>

#include "app/active_model.h"
#include "core/fusion.h"
#include "ports/face_index.h"
#include "ports/store.h"

namespace mien::app {

struct NearestPerson {
  Person person;
  float similarity = 0;  ///< 0..100, calibrated.
};

/// Where people are searched.
struct PeopleGallery {
  const FaceIndex& index;
  const PeopleStore& people;
  const FaceStore& faces;
  const CollectionId& collection;
};

/// The person of the collection who is nearest to the probe by fused_cosine, if any reaches `similarity_min` (0:
/// whoever is nearest). Somebody who is being deleted is passed over.
/// @param probe  one face has resultant_length 1.
/// @errors kNotFound (collection), kUnavailable
Result<std::optional<NearestPerson>> find_nearest_person(const PeopleGallery& gallery, const ActiveModel& model,
                                                         const FusedTemplate& probe, double similarity_min);

}  // namespace mien::app
