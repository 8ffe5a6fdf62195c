#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/idempotency.h"
#include "app/people_policy.h"
#include "app/person_name.h"
#include "app/person_photos.h"
#include "app/registration_ports.h"
#include "core/fusion.h"

namespace mien::app {

/// Makes a person from one or more pictures: one transaction, all or nothing.
class RegisterPerson {
 public:
  struct Response {
    Person person;
    std::vector<StoredFace> faces;  ///< Of the request's pictures.
  };
  /// What is made of somebody whose face is registered: twins are two people all the same.
  enum class Duplicates : std::uint8_t { kRefused, kAllowed };
  struct Request {
    CollectionId collection;
    std::vector<std::span<const std::byte>> images;  ///< 1..kImagesPerRegistrationMax; valid for the call only.
    std::optional<ObjectKey> stored{};  ///< An object that has the bytes of the only picture, if there is one.
    std::string name;
    std::optional<PersonId> id{};  ///< None: a random one is made.
    std::string attributes_json = "{}";
    bool consent = false;
    /// Where the face, or a picture, is that of somebody of this very name, the pictures are added to that person.
    /// There is no idempotency record of that.
    bool joins_namesake = false;
    Duplicates duplicates = Duplicates::kRefused;
    std::string actor{};
    Patience patience{};
    /// Makes the idempotency record that is stored with a new person.
    std::function<IdempotencyRecord(const Response&)> idempotency{};
  };
  RegisterPerson(RegistrationPorts ports, const ActiveModel& model, const PeoplePolicy& policy, AuditSources sources)
      : ports_(ports), model_(model), policy_(policy), sources_(sources) {}

  /// Durable and searchable once it returns. After kStoredNotSearchable the person exists; a repetition says so.
  /// Refusals that tell of a face leave an audit event, as do registrations.
  /// @errors kInvalidArgument (name, attributes, number of pictures, one twice), kNotFound (collection),
  ///   kModelMismatch, kNoFaceInImage, kSeveralFaces, kLowQuality, kIdentityConflict (the pictures show different
  ///   people), kImageOfAnotherPerson, kDuplicatePerson (with that person's id as subject), kAlreadyExists (id),
  ///   kQuotaExceeded and kChangedMeanwhile (of a namesake's faces),
  ///   kUnavailable, kStoredNotSearchable, and those of FaceReader
  Result<Response> run(const Request& request) const;

 private:
  Result<Response> enroll(const Request& request) const;
  /// That nobody has the pictures or the face. @errors kImageOfAnotherPerson, kDuplicatePerson, kUnavailable
  Result<void> check_is_new(const Request& request, std::span<const PersonPhoto> photos,
                            const FusedTemplate& fused) const;
  /// What will be stored of a new person.
  Result<Response> prepare(const Request& request, std::span<const PersonPhoto> photos,
                           std::span<const ObjectKey> written) const;
  /// Under the lock, too. @param refusal  of check_is_new(), which stays where it tells of nobody of the request's name
  Result<Response> join(const Request& request, const Error& refusal, std::span<const PersonPhoto> photos,
                        std::span<const ObjectKey> written, PendingObjects& objects) const;
  /// The last part, under the lock: the transaction, then the index.
  Result<void> commit(const Request& request, const Response& response, const Embedding& fused,
                      PendingObjects& objects) const;

  RegistrationPorts ports_;
  const ActiveModel& model_;
  const PeoplePolicy& policy_;
  AuditSources sources_;
};

}  // namespace mien::app
