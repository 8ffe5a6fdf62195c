#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/people.h"
#include "app/people_policy.h"
#include "app/registration_ports.h"

namespace mien::app {

/// Adds pictures to a person.
class AddPersonFaces {
 public:
  struct Request {
    CollectionId collection;
    PersonId person;
    std::vector<std::span<const std::byte>> images;  ///< Valid for the call only.
    std::optional<ObjectKey> stored{};  ///< An object that has the bytes of the only picture, if there is one.
    std::string actor{};
    Patience patience{};
    std::function<IdempotencyRecord(const GetPerson::Response&)> idempotency{};
  };
  AddPersonFaces(RegistrationPorts ports, const ActiveModel& model, const PeoplePolicy& policy, AuditSources sources)
      : ports_(ports), model_(model), policy_(policy), sources_(sources) {}
  /// The person with all its faces afterwards. A picture that the person has already adds nothing.
  /// @errors kInvalidArgument (number of pictures, one twice), kNotFound (collection or person), kModelMismatch,
  ///   kNoFaceInImage, kSeveralFaces, kLowQuality, kIdentityConflict (not that person's face), kImageOfAnotherPerson,
  ///   kQuotaExceeded, kChangedMeanwhile (again and again), kUnavailable, kStoredNotSearchable, FaceReader's
  Result<GetPerson::Response> run(const Request& request) const;

 private:
  Result<GetPerson::Response> add(const Request& request) const;

  RegistrationPorts ports_;
  const ActiveModel& model_;
  const PeoplePolicy& policy_;
  AuditSources sources_;
};

/// Takes a face from a person and deletes it with its photo.
class DeletePersonFace {
 public:
  DeletePersonFace(PeopleStore& people, const FaceStore& faces, Objects& objects, IndexFeed& feed, AuditSources sources)
      : people_(people), faces_(faces), objects_(objects), feed_(feed), sources_(sources) {}
  /// @errors kNotFound (collection, person, or the person has no such face), kInvalidArgument (it is the last one),
  ///   kChangedMeanwhile (again and again), kUnavailable, kStoredNotSearchable
  Result<void> run(const CollectionId& collection, const PersonId& person, const FaceId& face,
                   const std::string& actor) const;

 private:
  PeopleStore& people_;
  const FaceStore& faces_;
  Objects& objects_;
  IndexFeed& feed_;
  AuditSources sources_;
};

}  // namespace mien::app
