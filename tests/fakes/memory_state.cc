#include "fakes/memory_state.h"

namespace mien::fakes {

StoredFace* MemoryState::CollectionRow::face(const FaceId& id) {
  const auto at = position_of.find(id);
  return at == position_of.end() ? nullptr : &faces.at(at->second);
}

Collection MemoryState::CollectionRow::counted() const {
  Collection out = collection;
  out.face_count = faces.size();
  out.person_count = people.size();
  return out;
}

Person MemoryState::CollectionRow::counted(const PersonRow& row) const {
  Person out = row.person;
  out.face_count = static_cast<std::uint32_t>(faces_of(out.id).size());
  return out;
}

std::set<FaceId> MemoryState::CollectionRow::faces_of(const PersonId& person) const {
  std::set<FaceId> out;
  for (const auto& [position, face] : faces)
    if (face.person == person) out.insert(face.id);
  return out;
}

std::uint64_t MemoryState::UploadRow::bytes() const {
  std::uint64_t sum = 0;
  for (const auto& [number, part] : parts) sum += part.bytes;
  return sum;
}

std::unexpected<Error> MemoryState::no_collection() { return fail(ErrorCode::kNotFound, "No such collection."); }

std::unexpected<Error> MemoryState::no_upload() { return fail(ErrorCode::kUploadNotFound, "No such upload."); }

std::unexpected<Error> MemoryState::no_person() { return fail(ErrorCode::kNotFound, "No such person."); }

Result<void> MemoryState::check_up() const {
  if (down) return fail(ErrorCode::kUnavailable, "The store is down.");
  return {};
}

Result<MemoryState::CollectionRow*> MemoryState::row_of(const CollectionId& id) {
  MIEN_TRY_VOID(check_up());
  const auto at = rows.find(id);
  if (at == rows.end()) return no_collection();
  return &at->second;
}

Result<MemoryState::BucketRow*> MemoryState::bucket_of(const BucketName& name) {
  MIEN_TRY_VOID(check_up());
  const auto at = buckets.find(name);
  if (at == buckets.end()) return fail(ErrorCode::kBucketNotFound, "No such bucket.");
  return &at->second;
}

Result<MemoryState::UploadRow*> MemoryState::upload_of(const UploadId& id) {
  MIEN_TRY_VOID(check_up());
  const auto at = uploads.find(id);
  if (at == uploads.end()) return no_upload();
  return &at->second;
}

std::uint64_t MemoryState::parts_of(const BucketName& bucket) const {
  std::uint64_t sum = 0;
  for (const auto& [id, row] : uploads)
    if (row.upload.bucket == bucket) sum += row.parts.size();
  return sum;
}

std::uint64_t MemoryState::bytes_of(const BucketName& bucket) const {
  std::uint64_t sum = 0;
  for (const auto& [path, object] : buckets.at(bucket).objects) sum += object.bytes;
  for (const auto& [id, row] : uploads)
    if (row.upload.bucket == bucket) sum += row.bytes();
  return sum;
}

bool MemoryState::add_tasks(const std::vector<NewTask>& added) {
  for (const NewTask& task : added) {
    const auto same = [&](const NewTask& known) {
      return known.kind == task.kind && known.target == task.target && known.once_key == task.once_key;
    };
    if (std::ranges::none_of(tasks, same)) tasks.push_back(task);
  }
  return !added.empty();
}

Result<PutResult> MemoryState::put_object(const PutRow& row, const TasksOf& tasks_of) {
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

void MemoryState::log_upsert(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key,
                             const Embedding& embedding) {
  log.push_back({number, ChangeLog::Upsert{{collection, kind}, key, embedding}});
}

void MemoryState::log_remove(ChangeNumber number, const CollectionId& collection, GalleryKind kind, const Uuid& key) {
  log.push_back({number, ChangeLog::Remove{{collection, kind}, key}});
  checkpoint.reset();
}

StoredFace& MemoryState::insert_face(CollectionRow& row, StoredFace face, ChangeNumber number) {
  log_upsert(number, row.collection.id, GalleryKind::kFaces, face.id.uuid, face.embedding);
  row.position_of.emplace(face.id, ++last_position);
  return row.faces.emplace(last_position, std::move(face)).first->second;
}

void MemoryState::erase_face(CollectionRow& row, const FaceId& id, ChangeNumber number) {
  const auto at = row.position_of.find(id);
  log_remove(number, row.collection.id, GalleryKind::kFaces, id.uuid);
  row.faces.erase(at->second);
  row.position_of.erase(at);
}

void MemoryState::link_face(CollectionRow& row, const StoredFace& face, const PersonId& person, ChangeNumber number) {
  StoredFace* known = row.face(face.id);
  if (known == nullptr) {
    known = &insert_face(row, face, number);
    known->person.reset();
  }
  if (known->person) return;
  known->person = person;
  known->object = face.object;
}

Result<void> MemoryState::check_owners(CollectionRow& row, std::span<const StoredFace> faces, const PersonId& person) {
  for (const StoredFace& face : faces)
    if (const StoredFace* known = row.face(face.id); known != nullptr && known->person && known->person != person)
      return fail(ErrorCode::kImageOfAnotherPerson, "The picture is registered for another person.");
  return {};
}

void MemoryState::keep(const std::optional<IdempotencyRecord>& record, const CollectionId& collection,
                       const PersonId& person) {
  if (record) records.insert_or_assign({record->actor, record->key}, KeptRecord{*record, collection, person});
}

std::vector<ObjectKey> MemoryState::unreferenced(const std::set<ObjectKey>& candidates) const {
  std::set<ObjectKey> left = candidates;
  for (const auto& [id, row] : rows)
    for (const auto& [position, face] : row.faces)
      if (face.object) left.erase(*face.object);
  return {left.begin(), left.end()};
}

Result<std::optional<std::string>> MemoryState::start_of(const PageRequest& page, const std::string& listing) const {
  if (page.after.empty()) return std::nullopt;
  const auto place = places.find(page.after);
  if (place == places.end() || place->second.listing != listing)
    return fail(ErrorCode::kInvalidPageToken, "The page token is not valid.");
  return place->second.after;
}

std::string MemoryState::token_for(const std::string& listing, std::string after) {
  std::string token = "page-" + std::to_string(places.size());
  places.emplace(token, Place{listing, std::move(after)});
  return token;
}

}  // namespace mien::fakes
