#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "ports/buckets.h"
#include "ports/functions.h"
#include "ports/reviews.h"
#include "ports/store.h"

namespace mien::fakes {

/// What the ports of a MemoryStore share.
struct MemoryState {
  struct PersonRow {
    Person person;
    Embedding fused;
  };
  /// Faces by the order in which they were added.
  struct CollectionRow {
    Collection collection;
    std::vector<std::pair<std::string, std::string>> tags;
    std::map<std::uint64_t, StoredFace> faces{};
    std::map<FaceId, std::uint64_t> position_of{};
    std::map<PersonId, PersonRow> people{};

    StoredFace* face(const FaceId& id);
    Collection counted() const;
    Person counted(const PersonRow& row) const;
    std::set<FaceId> faces_of(const PersonId& person) const;
  };
  struct BucketRow {
    Bucket bucket;
    BucketRules rules{};
    std::map<ObjectPath, StoredObject> objects{};
  };
  struct UploadRow {
    MultipartUpload upload;
    std::map<std::uint32_t, UploadPart> parts;
    std::uint64_t bytes() const;
  };
  /// With the person whom its response names.
  struct KeptRecord {
    IdempotencyRecord record;
    CollectionId collection;
    PersonId person;
  };
  struct RoleRow {
    ServiceRole role;
    std::map<std::pair<RolePolicy::Kind, std::string>, RolePolicy> policies;
  };
  struct FunctionRow {
    Function function;
    std::vector<FunctionPermission> permissions;
  };
  /// What a page token stands for: tokens are numbers of these.
  struct Place {
    std::string listing;
    std::string after;
  };

  static std::unexpected<Error> no_collection();
  static std::unexpected<Error> no_upload();
  static std::unexpected<Error> no_person();

  // The helpers below run with the mutex held.

  Result<void> check_up() const;
  Result<CollectionRow*> row_of(const CollectionId& id);

  Result<BucketRow*> bucket_of(const BucketName& name);
  Result<UploadRow*> upload_of(const UploadId& id);
  /// Of objects and of parts.
  std::uint64_t parts_of(const BucketName& bucket) const;
  std::uint64_t bytes_of(const BucketName& bucket) const;
  /// Whether there are any, new or not.
  bool add_tasks(const std::vector<NewTask>& added);
  Result<PutResult> put_object(const PutRow& row, const TasksOf& tasks_of);

  void log_upsert(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key,
                  const Embedding& embedding);
  void log_remove(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key);

  StoredFace& insert_face(CollectionRow& row, StoredFace face, ChangeNumber number);
  void erase_face(CollectionRow& row, const FaceId& id, ChangeNumber number);
  /// Gives the person a face that is new or nobody's; the person's own stay as they are.
  void link_face(CollectionRow& row, const StoredFace& face, const PersonId& person, ChangeNumber number);
  static Result<void> check_owners(CollectionRow& row, std::span<const StoredFace> faces, const PersonId& person);
  void keep(const std::optional<IdempotencyRecord>& record, const CollectionId& collection, const PersonId& person);
  /// Those of `candidates` that no row refers to, each once.
  std::vector<ObjectKey> unreferenced(const std::set<ObjectKey>& candidates) const;

  /// Those that `goes` says; their objects.
  template <class Goes>
  std::vector<ObjectKey> forget_reviews(Goes goes) {
    std::vector<ObjectKey> unused;
    std::erase_if(reviews, [&](const Review& review) {
      if (!goes(review)) return false;
      if (review.object) unused.push_back(*review.object);
      return true;
    });
    return unused;
  }

  /// Where the page begins: the text after which its items come, nullopt for the first page.
  Result<std::optional<std::string>> start_of(const PageRequest& page, const std::string& listing) const;
  std::string token_for(const std::string& listing, std::string after);
  /// Cuts `items`, which begin where the page begins, to the page. `place_of` names an item's place.
  template <class T, class PlaceOf>
  Page<T> cut(std::vector<T> items, const PageRequest& page, const std::string& listing, PlaceOf place_of) {
    const std::size_t limit = std::max<std::size_t>(page.limit, 1);
    Page<T> out;
    const bool more = items.size() > limit;
    if (more) items.erase(items.begin() + static_cast<std::ptrdiff_t>(limit), items.end());
    out.items = std::move(items);
    if (more) out.next = token_for(listing, place_of(out.items.back()));
    return out;
  }

  std::mutex mutex;  ///< Guards all of it.
  bool down = false;
  ChangeNumber last_change = 0;
  std::uint64_t last_position = 0;
  std::map<CollectionId, CollectionRow> rows;
  std::vector<ChangeLog::Change> log;
  std::optional<CheckpointMark> checkpoint;
  std::vector<AuditEvent> events;
  std::map<std::pair<std::string, std::string>, KeptRecord> records;
  std::map<ServiceRoleName, RoleRow> roles;
  std::map<FunctionName, FunctionRow> functions;
  std::map<std::string, Place> places;
  std::map<BucketName, BucketRow> buckets;
  std::map<UploadId, UploadRow> uploads;
  std::vector<Review> reviews;
  std::uint64_t last_object_change = 0;
  std::vector<NewTask> tasks;  ///< That changes of objects made.
};

}  // namespace mien::fakes
