#pragma once

#include <algorithm>
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

    StoredFace* face(const FaceId& id) {
      const auto at = position_of.find(id);
      return at == position_of.end() ? nullptr : &faces.at(at->second);
    }
    Collection counted() const {
      Collection out = collection;
      out.face_count = faces.size();
      out.person_count = people.size();
      return out;
    }
    Person counted(const PersonRow& row) const {
      Person out = row.person;
      out.face_count = static_cast<std::uint32_t>(faces_of(out.id).size());
      return out;
    }
    std::set<FaceId> faces_of(const PersonId& person) const {
      std::set<FaceId> out;
      for (const auto& [position, face] : faces)
        if (face.person == person) out.insert(face.id);
      return out;
    }
  };
  struct BucketRow {
    Bucket bucket;
    BucketRules rules{};
    std::map<ObjectPath, StoredObject> objects{};
  };
  struct UploadRow {
    MultipartUpload upload;
    std::map<std::uint32_t, UploadPart> parts;
    std::uint64_t bytes() const {
      std::uint64_t sum = 0;
      for (const auto& [number, part] : parts) sum += part.bytes;
      return sum;
    }
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

  static std::unexpected<Error> no_collection() { return fail(ErrorCode::kNotFound, "No such collection."); }
  static std::unexpected<Error> no_upload() { return fail(ErrorCode::kUploadNotFound, "No such upload."); }
  static std::unexpected<Error> no_person() { return fail(ErrorCode::kNotFound, "No such person."); }

  // The helpers below run with the mutex held.

  Result<void> check_up() const {
    if (down) return fail(ErrorCode::kUnavailable, "The store is down.");
    return {};
  }
  Result<CollectionRow*> row_of(const CollectionId& id) {
    MIEN_TRY_VOID(check_up());
    const auto at = rows.find(id);
    if (at == rows.end()) return no_collection();
    return &at->second;
  }

  Result<BucketRow*> bucket_of(const BucketName& name) {
    MIEN_TRY_VOID(check_up());
    const auto at = buckets.find(name);
    if (at == buckets.end()) return fail(ErrorCode::kBucketNotFound, "No such bucket.");
    return &at->second;
  }
  Result<UploadRow*> upload_of(const UploadId& id) {
    MIEN_TRY_VOID(check_up());
    const auto at = uploads.find(id);
    if (at == uploads.end()) return no_upload();
    return &at->second;
  }
  /// Of objects and of parts.
  std::uint64_t parts_of(const BucketName& bucket) const {
    std::uint64_t sum = 0;
    for (const auto& [id, row] : uploads)
      if (row.upload.bucket == bucket) sum += row.parts.size();
    return sum;
  }
  std::uint64_t bytes_of(const BucketName& bucket) const {
    std::uint64_t sum = 0;
    for (const auto& [path, object] : buckets.at(bucket).objects) sum += object.bytes;
    for (const auto& [id, row] : uploads)
      if (row.upload.bucket == bucket) sum += row.bytes();
    return sum;
  }
  /// Whether there are any, new or not.
  bool add_tasks(const std::vector<NewTask>& added) {
    for (const NewTask& task : added) {
      const auto same = [&](const NewTask& known) {
        return known.kind == task.kind && known.target == task.target && known.once_key == task.once_key;
      };
      if (std::ranges::none_of(tasks, same)) tasks.push_back(task);
    }
    return !added.empty();
  }
  Result<PutResult> put_object(const PutRow& row, const TasksOf& tasks_of) {
    MIEN_TRY(BucketRow * bucket, bucket_of(row.object.bucket));
    const auto existing = bucket->objects.find(row.object.path);
    const bool exists = existing != bucket->objects.end();
    const PutConditions& wanted = row.conditions;
    const auto failed = [] { return fail(ErrorCode::kPreconditionFailed, "The condition does not hold."); };
    if (wanted.existing == PutConditions::Existing::kNone && exists) return failed();
    if ((wanted.existing == PutConditions::Existing::kSome || wanted.etag) && !exists)
      return fail(ErrorCode::kNotFound, "No such object.");
    if (wanted.etag && *wanted.etag != existing->second.etag) return failed();
    const std::uint64_t freed = exists ? existing->second.bytes : 0;
    if (bytes_of(row.object.bucket) - freed + row.object.bytes > row.quota.bytes_max ||
        (!exists && bucket->objects.size() >= row.quota.objects_max))
      return fail(ErrorCode::kQuotaExceeded, "The bucket is full.");
    PutResult out{.sequence = ++last_object_change, .modified = row.object.modified};
    if (exists) out.unreferenced.push_back(existing->second.blob);
    StoredObject object = row.object;
    object.sequence = out.sequence;
    bucket->objects.insert_or_assign(row.object.path, std::move(object));
    ObjectEvent event = row.event;
    event.sequence = out.sequence;
    out.made_tasks = add_tasks(tasks_of(event));
    return out;
  }

  void log_upsert(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key,
                  const Embedding& embedding) {
    log.push_back({number, ChangeLog::Upsert{{collection, kind}, key, embedding}});
  }
  void log_remove(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key) {
    log.push_back({number, ChangeLog::Remove{{collection, kind}, key}});
    checkpoint.reset();
  }

  StoredFace& insert_face(CollectionRow& row, StoredFace face, ChangeNumber number) {
    log_upsert(number, row.collection.id, GalleryKind::kFaces, face.id.uuid, face.embedding);
    row.position_of.emplace(face.id, ++last_position);
    return row.faces.emplace(last_position, std::move(face)).first->second;
  }
  void erase_face(CollectionRow& row, const FaceId& id, ChangeNumber number) {
    const auto at = row.position_of.find(id);
    log_remove(number, row.collection.id, GalleryKind::kFaces, id.uuid);
    row.faces.erase(at->second);
    row.position_of.erase(at);
  }
  /// Gives the person a face that is new or nobody's; the person's own stay as they are.
  void link_face(CollectionRow& row, const StoredFace& face, const PersonId& person, ChangeNumber number) {
    StoredFace* known = row.face(face.id);
    if (known == nullptr) {
      known = &insert_face(row, face, number);
      known->person.reset();
    }
    if (known->person) return;
    known->person = person;
    known->object = face.object;
  }
  static Result<void> check_owners(CollectionRow& row, std::span<const StoredFace> faces, const PersonId& person) {
    for (const StoredFace& face : faces)
      if (const StoredFace* known = row.face(face.id); known != nullptr && known->person && known->person != person)
        return fail(ErrorCode::kImageOfAnotherPerson, "The picture is registered for another person.");
    return {};
  }
  void keep(const std::optional<IdempotencyRecord>& record, const CollectionId& collection, const PersonId& person) {
    if (record) records.insert_or_assign({record->actor, record->key}, KeptRecord{*record, collection, person});
  }
  /// Those of `candidates` that no row refers to, each once.
  std::vector<ObjectKey> unreferenced(const std::set<ObjectKey>& candidates) const {
    std::set<ObjectKey> left = candidates;
    for (const auto& [id, row] : rows)
      for (const auto& [position, face] : row.faces)
        if (face.object) left.erase(*face.object);
    return {left.begin(), left.end()};
  }

  /// Where the page begins: the text after which its items come, nullopt for the first page.
  Result<std::optional<std::string>> start_of(const PageRequest& page, const std::string& listing) const {
    if (page.after.empty()) return std::nullopt;
    const auto place = places.find(page.after);
    if (place == places.end() || place->second.listing != listing)
      return fail(ErrorCode::kInvalidPageToken, "The page token is not valid.");
    return place->second.after;
  }
  std::string token_for(const std::string& listing, std::string after) {
    std::string token = "page-" + std::to_string(places.size());
    places.emplace(token, Place{listing, std::move(after)});
    return token;
  }
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
  std::uint64_t last_object_change = 0;
  std::vector<NewTask> tasks;  ///< That changes of objects made.
};

}  // namespace mien::fakes
