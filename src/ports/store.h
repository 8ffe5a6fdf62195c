#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/audit.h"
#include "core/embedding.h"
#include "core/face.h"
#include "core/ids.h"
#include "core/person.h"
#include "core/result.h"
#include "ports/face_index.h"
#include "ports/objects.h"
#include "ports/page.h"

/// The truth. Every write is one transaction and durable (survives kill -9 and power loss) once it returns, but for the
/// one that says otherwise; every write that concerns searching gets the next change number, in commit order, so that
/// the index can follow by replaying changes (ChangeLog). Thread-safe. Every function can fail with kUnavailable (disk
/// full, I/O error, damaged file), and those that only read with kOverloaded (too many read at this moment); then
/// nothing of it was done. This holds for all ports of the store. Adapter: store_sqlite.
namespace mien {

/// Position in the order of all changes; 0 before the first.
using ChangeNumber = std::uint64_t;

struct Collection {
  CollectionId id;
  std::string face_model_version;  ///< For example "7.0"; fixed when the collection is made.
  Timestamp created{};
  std::uint64_t face_count = 0;
  std::uint64_t person_count = 0;
};

class CollectionStore {
 public:
  virtual ~CollectionStore() = default;
  /// `tags` are kept as they are; `event`, where there is one, is written in the same transaction. @errors
  /// kAlreadyExists
  virtual Result<void> create(const Collection& collection, std::span<const std::pair<std::string, std::string>> tags,
                              const std::optional<AuditEvent>& event) = 0;
  /// @errors kNotFound
  virtual Result<Collection> find(const CollectionId& id) const = 0;
  /// By id. @errors kInvalidPageToken
  virtual Result<Page<Collection>> list(const PageRequest& page) const = 0;
  struct Removal {
    ChangeNumber change = 0;
    std::vector<ObjectKey> objects;  ///< No row refers to them any more; the caller deletes the files.
  };
  /// With all its faces and people; `event` as in create(). @errors kNotFound
  virtual Result<Removal> remove(const CollectionId& id, const std::optional<AuditEvent>& event) = 0;
};

/// A face as it is kept.
struct StoredFace {
  FaceId id;
  ImageId image;
  std::optional<ExternalImageId> external_image{};
  Sha256 image_sha256{};
  BoundingBox box{};
  float confidence_pct = 0;
  Embedding embedding;
  std::optional<PersonId> person{};   ///< Filled by the store from the link to the person.
  std::optional<ObjectKey> object{};  ///< The stored photo; only faces registered for a person have one.
  Timestamp created{};
};

class FaceStore {
 public:
  virtual ~FaceStore() = default;
  /// Adds faces of one picture together, or none. A face whose id the collection already has is left as it is and is no
  /// error. Writes `event` in the same transaction.
  /// @errors kNotFound (collection)
  virtual Result<ChangeNumber> add(const CollectionId& collection, std::span<const StoredFace> faces,
                                   const AuditEvent& event) = 0;
  /// The faces among `ids` that exist, in the order of `ids`. @errors kNotFound (collection)
  virtual Result<std::vector<StoredFace>> find(const CollectionId& collection, std::span<const FaceId> ids) const = 0;
  enum class Owner : std::uint8_t { kAny, kNobody };
  struct Filter {
    std::optional<PersonId> person{};
    std::vector<FaceId> ids{};  ///< Empty: all.
    Owner owner = Owner::kAny;  ///< Where neither person nor ids are asked for.
  };
  /// By the order in which they were added. @errors kNotFound (collection), kInvalidPageToken
  virtual Result<Page<StoredFace>> list(const CollectionId& collection, const Filter& filter,
                                        const PageRequest& page) const = 0;
  struct Removal {
    ChangeNumber change = 0;
    std::vector<FaceId> removed;
    std::vector<FaceId> not_found;
    std::vector<std::pair<FaceId, PersonId>>
        belongs_to_person;  ///< Left alone: a person's faces go through PeopleStore.
  };
  /// @errors kNotFound (collection)
  virtual Result<Removal> remove(const CollectionId& collection, std::span<const FaceId> ids,
                                 const AuditEvent& event) = 0;
  /// Which person of the collection, if any, has a face from a picture with these bytes. @errors kNotFound (collection)
  virtual Result<std::optional<PersonId>> person_of_image(const CollectionId& collection,
                                                          const Sha256& image_sha256) const = 0;
};

/// The answer given to a request with an Idempotency-Key, kept for limits::kIdempotencyLifetime.
struct IdempotencyRecord {
  std::string actor;  ///< Access key id: keys of different callers do not meet.
  std::string key;
  Sha256 request_sha256{};
  std::string response;  ///< In the words of the surface that gave it; nobody else reads it.
  Timestamp created{};
};

class PeopleStore {
 public:
  virtual ~PeopleStore() = default;

  struct Registration {
    Person person;
    Embedding fused;                ///< core/fusion of the faces' embeddings.
    std::vector<StoredFace> faces;  ///< 1..kFacesPerPersonMax; may exist already as faces without a person.
    AuditEvent event;
    std::optional<IdempotencyRecord> idempotency{};
  };
  /// Person, faces, object references, audit event and idempotency record appear together or not at all.
  /// @errors kNotFound (collection), kAlreadyExists (person id), kImageOfAnotherPerson (a face belongs to another)
  virtual Result<ChangeNumber> register_person(const CollectionId& collection, const Registration& registration) = 0;
  /// @errors kNotFound (collection or person)
  virtual Result<Person> find(const CollectionId& collection, const PersonId& id) const = 0;
  /// The people with these keys that exist, in that order. @errors kNotFound (collection)
  virtual Result<std::vector<Person>> find_keys(const CollectionId& collection,
                                                std::span<const PersonKey> keys) const = 0;
  /// `query` is part of a name or id, ignoring case and accents; empty lists all. By id. A page of kPeoplePageBytesMax
  /// of names and attributes ends before its limit.
  /// @errors kNotFound (collection), kInvalidPageToken, and those of Patience
  virtual Result<Page<Person>> list(const CollectionId& collection, std::string_view query,
                                    const PageRequest& page) const = 0;
  struct Changes {
    std::optional<std::string> name{};
    std::optional<std::string> attributes_json{};
    std::optional<bool> consent{};
  };
  /// @errors kNotFound (collection or person)
  virtual Result<Person> update(const CollectionId& collection, const PersonId& id, const Changes& changes,
                                Timestamp now, const AuditEvent& event) = 0;

  struct Removal {
    ChangeNumber change = 0;
    std::vector<ObjectKey> objects;  ///< No row refers to them any more; the caller deletes the files.
  };
  /// With its faces, and the idempotency records that were stored with it or with an edit of its faces: their responses
  /// name the person. @errors kNotFound (collection or person)
  virtual Result<Removal> remove(const CollectionId& collection, const PersonId& id, const AuditEvent& event) = 0;

  /// Replaces a person's set of faces: adds `added`, removes `removed`, sets the fused embedding, in one transaction
  /// and only if the person still has exactly the faces `expected` (in any order), so that a fused embedding never
  /// mixes two edits.
  struct FaceEdit {
    std::vector<FaceId> expected;
    std::vector<StoredFace> added;
    std::vector<FaceId> removed;
    Embedding fused;
    Timestamp now{};
    AuditEvent event;
    std::optional<IdempotencyRecord> idempotency{};
  };
  /// @errors kNotFound (collection or person), kChangedMeanwhile (the faces are not `expected`),
  ///         kImageOfAnotherPerson, kQuotaExceeded (kFacesPerPersonMax)
  virtual Result<Removal> edit_faces(const CollectionId& collection, const PersonId& id, const FaceEdit& edit) = 0;

  /// Gives all faces of `from` to `into` and removes `from`, in one transaction and only if both still have exactly the
  /// faces that are expected (in any order).
  struct Merge {
    std::vector<FaceId> expected_into;
    std::vector<FaceId> expected_from;
    Embedding fused;  ///< Of all of them.
    Timestamp now{};
    AuditEvent event;
  };
  /// @errors kNotFound (collection or either person), kChangedMeanwhile, kQuotaExceeded (kFacesPerPersonMax)
  virtual Result<Removal> merge(const CollectionId& collection, const PersonId& into, const PersonId& from,
                                const Merge& merge) = 0;
};

class AuditLog {
 public:
  virtual ~AuditLog() = default;
  virtual Result<void> append(const AuditEvent& event) = 0;
  /// For what changes nothing and is asked often: it does not wait for the disk. The event survives any
  /// end of the process, and power loss once another write or the store's closing has synced it.
  virtual Result<void> append_without_sync(const AuditEvent& event) = 0;
  /// Does nothing where there is an event of that id: for work that may be done again.
  virtual Result<void> append_once(const AuditEvent& event) = 0;
  struct Filter {
    std::optional<std::string> collection{};
    std::optional<std::string> subject{};
    std::vector<std::string> actions{};   ///< Empty: all.
    std::vector<std::string> outcomes{};  ///< Likewise.
    std::optional<Timestamp> from{};
    std::optional<Timestamp> to{};  ///< Not included.
  };
  /// Newest first. Where actions or outcomes are asked for, a page ends after limits::kEventsScannedPerPage events that
  /// were looked at, however few it has. @errors kInvalidPageToken
  virtual Result<Page<AuditEvent>> list(const Filter& filter, const PageRequest& page) const = 0;

  struct CountFilter {
    std::optional<std::string> collection{};
    Timestamp from{};  ///< The hour that it lies in counts whole.
    Timestamp to{};    ///< Likewise, but for one that begins here.
  };
  /// Events of one kind within an hour.
  struct Count {
    Timestamp hour{};
    std::string action;
    std::string outcome;
    std::uint64_t count = 0;
    bool operator==(const Count&) const = default;
  };
  /// By hour, action and outcome; cheap, however many events there are.
  virtual Result<std::vector<Count>> count(const CountFilter& filter) const = 0;
};

class IdempotencyRecords {
 public:
  virtual ~IdempotencyRecords() = default;
  /// nullopt: never seen, or older than `not_before`.
  virtual Result<std::optional<IdempotencyRecord>> find(std::string_view actor, std::string_view key,
                                                        Timestamp not_before) const = 0;
  /// Forgets records older than `not_before`.
  virtual Result<void> purge(Timestamp not_before) = 0;
};

/// What the index follows. Changes come in commit order without gaps in meaning: whoever applies all of them to an
/// empty index, or all after the last applied number to one that was up to date then, has the gallery of the store.
/// The second holds while the store is open: removals are forgotten when it is opened, since every index starts empty.
class ChangeLog {
 public:
  struct Upsert {
    GalleryId gallery;
    Uuid key;
    Embedding embedding;
  };
  struct Remove {
    GalleryId gallery;
    Uuid key;
  };
  struct Drop {
    CollectionId collection;
  };
  struct Change {
    ChangeNumber number;
    std::variant<Upsert, Remove, Drop> what;
  };
  virtual ~ChangeLog() = default;
  /// Calls `visit` for every change with number > `after`, rising; stops where it fails and gives that error. Entries
  /// that were replaced or removed later may be left out. Returns the last number that is covered.
  virtual Result<ChangeNumber> replay(ChangeNumber after,
                                      const std::function<Result<void>(const Change&)>& visit) const = 0;
  /// Every object that a row refers to, of faces, buckets and uploads; for the sweep at start.
  virtual Result<void> for_each_object(const std::function<void(const ObjectKey&)>& visit) const = 0;
};

/// Names one copy of the index (ports/index_checkpoint.h): the change that it includes as the last, and a random token
/// that only the store it was made from knows.
struct CheckpointMark {
  Uuid token{};
  ChangeNumber change = 0;
  bool operator==(const CheckpointMark&) const = default;
};

/// Which copy of the index belongs to the store; one at most. Every write that removes an embedding forgets the mark in
/// the same transaction, because a copy must not bring back, or go on holding, what was removed. A store that is put
/// back from a backup brings the mark of its own time.
class CheckpointMarks {
 public:
  virtual ~CheckpointMarks() = default;
  /// nullopt: no copy may be used.
  virtual Result<std::optional<CheckpointMark>> find() const = 0;
  /// Replaces the mark. @errors kChangedMeanwhile  something was removed after `mark.change`: the copy holds it
  virtual Result<void> set(const CheckpointMark& mark) = 0;
};

}  // namespace mien
