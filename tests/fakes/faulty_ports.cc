#include "fakes/faulty_ports.h"

namespace mien::fakes {

void FaultPlan::fail_call(int number) {
  calls_ = 0;
  failing_ = number;
}

void FaultPlan::never() { failing_ = std::numeric_limits<int>::max(); }

Result<void> FaultPlan::pass() const {
  if (on_call_) on_call_();
  if (++calls_ == failing_) return fail(ErrorCode::kUnavailable, "The planned fault.");
  return {};
}

Result<void> FaultyCollections::create(const Collection& collection,
                                       std::span<const std::pair<std::string, std::string>> tags,
                                       const std::optional<AuditEvent>& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.create(collection, tags, event);
}

Result<Collection> FaultyCollections::find(const CollectionId& id) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.find(id);
}

Result<Page<Collection>> FaultyCollections::list(const PageRequest& page) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.list(page);
}

Result<FaultyCollections::Removal> FaultyCollections::remove(const CollectionId& id,
                                                             const std::optional<AuditEvent>& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.remove(id, event);
}

Result<ChangeNumber> FaultyFaces::add(const CollectionId& collection, std::span<const StoredFace> faces,
                                      const AuditEvent& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.add(collection, faces, event);
}

Result<std::vector<StoredFace>> FaultyFaces::find(const CollectionId& collection, std::span<const FaceId> ids) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.find(collection, ids);
}

Result<Page<StoredFace>> FaultyFaces::list(const CollectionId& collection, const Filter& filter,
                                           const PageRequest& page) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.list(collection, filter, page);
}

Result<FaultyFaces::Removal> FaultyFaces::remove(const CollectionId& collection, std::span<const FaceId> ids,
                                                 const AuditEvent& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.remove(collection, ids, event);
}

Result<std::optional<PersonId>> FaultyFaces::person_of_image(const CollectionId& collection,
                                                             const Sha256& image_sha256) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.person_of_image(collection, image_sha256);
}

Result<ChangeNumber> FaultyPeople::register_person(const CollectionId& collection, const Registration& registration) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.register_person(collection, registration);
}

Result<Person> FaultyPeople::find(const CollectionId& collection, const PersonId& id) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.find(collection, id);
}

Result<std::vector<Person>> FaultyPeople::find_keys(const CollectionId& collection,
                                                    std::span<const PersonKey> keys) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.find_keys(collection, keys);
}

Result<Page<Person>> FaultyPeople::list(const CollectionId& collection, std::string_view query,
                                        const PageRequest& page) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.list(collection, query, page);
}

Result<Person> FaultyPeople::update(const CollectionId& collection, const PersonId& id, const Changes& changes,
                                    Timestamp now, const AuditEvent& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.update(collection, id, changes, now, event);
}

Result<FaultyPeople::Removal> FaultyPeople::remove(const CollectionId& collection, const PersonId& id,
                                                   const AuditEvent& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.remove(collection, id, event);
}

Result<FaultyPeople::Removal> FaultyPeople::edit_faces(const CollectionId& collection, const PersonId& id,
                                                       const FaceEdit& edit) {
  MIEN_TRY_VOID(plan_.pass());
  if (before_edit_) before_edit_();
  return inner_.edit_faces(collection, id, edit);
}

Result<FaultyPeople::Removal> FaultyPeople::merge(const CollectionId& collection, const PersonId& into,
                                                  const PersonId& from, const Merge& merge) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.merge(collection, into, from, merge);
}

Result<void> FaultyAudit::append(const AuditEvent& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.append(event);
}

Result<void> FaultyAudit::append_without_sync(const AuditEvent& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.append_without_sync(event);
}

Result<void> FaultyAudit::append_once(const AuditEvent& event) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.append_once(event);
}

Result<Page<AuditEvent>> FaultyAudit::list(const Filter& filter, const PageRequest& page) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.list(filter, page);
}

Result<std::vector<AuditLog::Count>> FaultyAudit::count(const CountFilter& filter) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.count(filter);
}

Result<ChangeNumber> FaultyChanges::replay(ChangeNumber after,
                                           const std::function<Result<void>(const Change&)>& visit) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.replay(after, visit);
}

Result<void> FaultyChanges::for_each_object(const std::function<void(const ObjectKey&)>& visit) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.for_each_object(visit);
}

Result<std::optional<CheckpointMark>> FaultyMarks::find() const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.find();
}

Result<void> FaultyMarks::set(const CheckpointMark& mark) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.set(mark);
}

Result<void> FaultyObjects::put(const ObjectKey& key, std::span<const std::byte> bytes) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.put(key, bytes);
}

Result<void> FaultyObjects::copy(const ObjectKey& from, const ObjectKey& to) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.copy(from, to);
}

Result<std::vector<std::byte>> FaultyObjects::get(const ObjectKey& key) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.get(key);
}

Result<std::unique_ptr<OpenObject>> FaultyObjects::open(const ObjectKey& key) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.open(key);
}

Result<void> FaultyObjects::remove(const ObjectKey& key) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.remove(key);
}

Result<void> FaultyObjects::for_each(const std::function<void(const ObjectKey&)>& visit) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.for_each(visit);
}

Result<void> FaultyIndex::upsert(const GalleryId& gallery, std::span<const Entry> entries) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.upsert(gallery, entries);
}

Result<void> FaultyIndex::remove(const GalleryId& gallery, std::span<const Uuid> keys) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.remove(gallery, keys);
}

Result<void> FaultyIndex::drop(const CollectionId& collection) {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.drop(collection);
}

Result<std::vector<FaultyIndex::Hits>> FaultyIndex::nearest(const GalleryId& gallery, std::span<const Embedding> probes,
                                                            std::size_t limit, float cosine_min) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.nearest(gallery, probes, limit, cosine_min);
}

Result<std::size_t> FaultyIndex::size(const GalleryId& gallery) const {
  MIEN_TRY_VOID(plan_.pass());
  return inner_.size(gallery);
}

}  // namespace mien::fakes
