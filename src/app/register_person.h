#pragma once

#include <cstddef>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/active_model.h"
#include "app/audit_sources.h"
#include "app/idempotency.h"
#include "app/index_feed.h"
#include "app/people_policy.h"
#include "app/person_name.h"
#include "app/person_photos.h"
#include "core/fusion.h"
#include "ports/face_index.h"
#include "ports/face_reader.h"
#include "ports/objects.h"
#include "ports/store.h"

namespace mien::app {

/// Makes a person from one or more pictures: one transaction, all or nothing.
class RegisterPerson {
 public:
  struct Response {
    Person person;
    std::vector<StoredFace> faces;
  };
  struct Request {
    CollectionId collection;
    std::vector<std::span<const std::byte>> images;  ///< 1..kImagesPerRegistrationMax; valid for the call only.
    std::string name;
    std::optional<PersonId> id{};  ///< None: a random one is made.
    std::string attributes_json = "{}";
    bool consent = false;
    std::string actor{};
    Patience patience{};
    /// Makes the idempotency record that is stored with the person.
    std::function<IdempotencyRecord(const Response&)> idempotency{};
  };
  struct Ports {
    const FaceReader& reader;
    const CollectionStore& collections;
    const FaceStore& faces;
    PeopleStore& people;
    Objects& objects;
    const FaceIndex& index;
    IndexFeed& feed;
    AuditLog& audit;
    /// One for the whole process. Whoever gives a picture to a person looks for duplicates and commits under it: two at
    /// once would each miss the other. The costly part, reading the pictures and writing the files, happens before.
    std::mutex& registrations;
  };
  RegisterPerson(Ports ports, const ActiveModel& model, const PeoplePolicy& policy, AuditSources sources)
      : ports_(ports), model_(model), policy_(policy), sources_(sources) {}

  /// Durable and searchable once it returns. After kStoredNotSearchable the person exists; a repetition says so.
  /// Refusals that tell of a face leave an audit event, as do registrations.
  /// @errors kInvalidArgument (name, attributes, number of pictures, one twice), kNotFound (collection),
  ///   kModelMismatch, kNoFaceInImage, kSeveralFaces, kLowQuality, kIdentityConflict (the pictures show different
  ///   people), kImageOfAnotherPerson, kDuplicatePerson (with that person's id as subject), kAlreadyExists (id),
  ///   kUnavailable, kStoredNotSearchable, and those of FaceReader
  Result<Response> run(const Request& request) const;

 private:
  Result<Response> enroll(const Request& request) const;
  /// What will be stored; writes the photos.
  Result<Response> prepare(const Request& request, std::span<const PersonPhoto> photos, PendingObjects& objects) const;
  /// The last part, under the lock: the transaction, then the index.
  Result<void> commit(const Request& request, const Response& response, const Embedding& fused,
                      PendingObjects& objects) const;

  Ports ports_;
  const ActiveModel& model_;
  const PeoplePolicy& policy_;
  AuditSources sources_;
};

}  // namespace mien::app
