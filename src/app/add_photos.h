#pragma once

#include <functional>
#include <span>
#include <string>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/pending_objects.h"
#include "app/people.h"
#include "app/people_policy.h"
#include "app/person_photos.h"
#include "app/registration_ports.h"

namespace mien::app {

/// Gives pictures that have been read and written to a person.
class AddPhotos {
 public:
  struct Request {
    const CollectionId& collection;
    const PersonId& person;
    std::span<const PersonPhoto> photos;
    std::span<const ObjectKey> written;  ///< The objects of the photos, in their order.
    const std::string& actor;
    std::function<IdempotencyRecord(const GetPerson::Response&)> idempotency{};
  };
  AddPhotos(const RegistrationPorts& ports, const ActiveModel& model, const PeoplePolicy& policy,
            const AuditSources& sources)
      : ports_(ports), model_(model), policy_(policy), sources_(sources) {}

  /// The caller holds RegistrationPorts::registrations. @return the person with all its faces afterwards; a picture
  /// that it has already adds nothing. @param objects  keeps those that rows refer to
  /// @errors kNotFound (collection or person), kIdentityConflict, kImageOfAnotherPerson, kQuotaExceeded,
  ///   kChangedMeanwhile (again and again), kUnavailable, kStoredNotSearchable
  Result<GetPerson::Response> run(const Request& request, PendingObjects& objects) const;

 private:
  /// @errors kChangedMeanwhile  it is to be repeated.
  Result<GetPerson::Response> attempt(const Request& request, PendingObjects& objects) const;

  const RegistrationPorts& ports_;
  const ActiveModel& model_;
  const PeoplePolicy& policy_;
  const AuditSources& sources_;
};

}  // namespace mien::app
