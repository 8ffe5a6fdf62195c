#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "app/active_model.h"
#include "app/people_policy.h"
#include "core/embedding.h"
#include "core/fusion.h"
#include "core/ids.h"
#include "core/result.h"
#include "ports/store.h"

namespace mien::app {

struct RegistrationPorts;

/// Which of the faces resembles the others taken together too little to be the same person's, if any: the one that does
/// so least, because a stranger's face spoils the others' comparison too, but not as much as its own.
/// @errors kInternal
Result<std::optional<std::size_t>> find_odd_one(std::span<const Embedding> faces, const ActiveModel& model,
                                                const PeoplePolicy& policy);

/// Whether a face is near enough to a person's others to be vouched for.
bool resembles(const Embedding& face, const FusedTemplate& person, const ActiveModel& model,
               const PeoplePolicy& policy);

/// That the face is nobody's who is registered, by the threshold of 1:N. The caller holds
/// RegistrationPorts::registrations. @errors kDuplicatePerson (that person's id is the subject), kUnavailable,
/// kNotFound (collection)
Result<void> check_nobody_has_face(const RegistrationPorts& ports, const CollectionId& collection,
                                   const FusedTemplate& fused, const ActiveModel& model, const PeoplePolicy& policy);

}  // namespace mien::app
