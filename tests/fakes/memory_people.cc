#include "fakes/memory_people.h"

#include "adapters/unicode/search_form.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <utility>

#include "core/limits.h"

namespace mien::fakes {
namespace {

Result<MemoryState::PersonRow*> find_in(MemoryState::CollectionRow& row, const PersonId& id) {
  const auto at = row.people.find(id);
  if (at == row.people.end()) return MemoryState::no_person();
  return &at->second;
}

}  // namespace

Result<ChangeNumber> MemoryPeople::register_person(const CollectionId& collection, const Registration& registration) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  const Person& person = registration.person;
  if (row->people.contains(person.id)) return fail(ErrorCode::kAlreadyExists, "A person of that id exists.");
  MIEN_TRY_VOID(MemoryState::check_owners(*row, registration.faces, person.id));
  const ChangeNumber change = ++state_.last_change;
  for (const StoredFace& face : registration.faces) state_.link_face(*row, face, person.id, change);
  row->people.emplace(person.id, MemoryState::PersonRow{person, registration.fused});
  state_.log_upsert(change, collection, GalleryKind::kPeople, person.key.uuid, registration.fused);
  state_.events.push_back(registration.event);
  state_.keep(registration.idempotency, collection, person.id);
  return change;
}

Result<Person> MemoryPeople::find(const CollectionId& collection, const PersonId& id) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  MIEN_TRY(const MemoryState::PersonRow* person, find_in(*row, id));
  return row->counted(*person);
}

Result<std::vector<Person>> MemoryPeople::find_keys(const CollectionId& collection,
                                                    std::span<const PersonKey> keys) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  std::vector<Person> out;
  for (const PersonKey& key : keys)
    for (const auto& [id, person] : row->people)
      if (person.person.key == key) out.push_back(row->counted(person));
  return out;
}

Result<Page<Person>> MemoryPeople::list(const CollectionId& collection, std::string_view query,
                                        const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  const std::string listing = "people/" + collection.text() + '/' + std::string(query);
  MIEN_TRY(const auto after, state_.start_of(page, listing));
  const std::string wanted = unicode::search_form(query);
  std::vector<Person> items;
  PageRequest within = page;
  std::size_t bytes = 0;
  for (const auto& [id, person] : row->people) {
    if (after && id.text() <= *after) continue;
    if (unicode::search_form(person.person.name).find(wanted) == std::string::npos &&
        unicode::search_form(id.text()).find(wanted) == std::string::npos)
      continue;
    if (bytes >= limits::kPeoplePageBytesMax) within.limit = std::min(within.limit, items.size());
    bytes += person.person.name.size() + person.person.attributes_json.size();
    items.push_back(row->counted(person));
  }
  return state_.cut(std::move(items), within, listing, [](const Person& item) { return item.id.text(); });
}

Result<Person> MemoryPeople::update(const CollectionId& collection, const PersonId& id, const Changes& changes,
                                    Timestamp now, const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  MIEN_TRY(MemoryState::PersonRow * found, find_in(*row, id));
  Person& person = found->person;
  if (changes.name) person.name = *changes.name;
  if (changes.attributes_json) person.attributes_json = *changes.attributes_json;
  if (changes.consent) person.consent = *changes.consent;
  person.updated = now;
  state_.events.push_back(event);
  return row->counted(*found);
}

Result<MemoryPeople::Removal> MemoryPeople::remove(const CollectionId& collection, const PersonId& id,
                                                   const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  MIEN_TRY(const MemoryState::PersonRow* person, find_in(*row, id));
  const ChangeNumber change = ++state_.last_change;
  std::set<ObjectKey> objects;
  for (const FaceId& face : row->faces_of(id)) {
    if (const auto object = row->face(face)->object) objects.insert(*object);
    state_.erase_face(*row, face, change);
  }
  state_.log_remove(change, collection, GalleryKind::kPeople, person->person.key.uuid);
  row->people.erase(id);
  std::erase_if(state_.records,
                [&](const auto& entry) { return entry.second.collection == collection && entry.second.person == id; });
  state_.events.push_back(event);
  std::vector<ObjectKey> unused = state_.unreferenced(objects);
  const auto shown = state_.forget_reviews(
      [&](const Review& review) { return review.collection == collection.text() && review.person == id; });
  unused.insert(unused.end(), shown.begin(), shown.end());
  return Removal{change, std::move(unused)};
}

Result<MemoryPeople::Removal> MemoryPeople::edit_faces(const CollectionId& collection, const PersonId& id,
                                                       const FaceEdit& edit) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  MIEN_TRY(MemoryState::PersonRow * person, find_in(*row, id));
  std::set<FaceId> faces = row->faces_of(id);
  if (faces != std::set<FaceId>(edit.expected.begin(), edit.expected.end()))
    return fail(ErrorCode::kChangedMeanwhile, "The person's faces changed meanwhile; try again.");
  MIEN_TRY_VOID(MemoryState::check_owners(*row, edit.added, id));
  const std::set<FaceId> before = faces;
  for (const FaceId& face : edit.removed) faces.erase(face);
  for (const StoredFace& face : edit.added) faces.insert(face.id);
  if (faces.size() > limits::kFacesPerPersonMax)
    return fail(ErrorCode::kQuotaExceeded, "The person has too many faces.");
  const ChangeNumber change = ++state_.last_change;
  std::set<ObjectKey> objects;
  for (const FaceId& face : std::set<FaceId>(edit.removed.begin(), edit.removed.end())) {
    if (!before.contains(face)) continue;
    if (const auto object = row->face(face)->object) objects.insert(*object);
    state_.erase_face(*row, face, change);
  }
  for (const StoredFace& face : edit.added) {
    if (face.object) objects.insert(*face.object);
    state_.link_face(*row, face, id, change);
  }
  person->fused = edit.fused;
  person->person.updated = edit.now;
  state_.log_upsert(change, collection, GalleryKind::kPeople, person->person.key.uuid, edit.fused);
  state_.events.push_back(edit.event);
  state_.keep(edit.idempotency, collection, id);
  return Removal{change, state_.unreferenced(objects)};
}

Result<MemoryPeople::Removal> MemoryPeople::merge(const CollectionId& collection, const PersonId& into,
                                                  const PersonId& from, const Merge& merge) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  MIEN_TRY(MemoryState::PersonRow * stays, find_in(*row, into));
  MIEN_TRY(MemoryState::PersonRow * goes, find_in(*row, from));
  const auto set = [](const std::vector<FaceId>& ids) { return std::set<FaceId>(ids.begin(), ids.end()); };
  if (row->faces_of(into) != set(merge.expected_into) || row->faces_of(from) != set(merge.expected_from))
    return fail(ErrorCode::kChangedMeanwhile, "The people's faces changed meanwhile; try again.");
  if (merge.expected_into.size() + merge.expected_from.size() > limits::kFacesPerPersonMax)
    return fail(ErrorCode::kQuotaExceeded, "The person has too many faces.");
  const ChangeNumber change = ++state_.last_change;
  for (auto& [position, face] : row->faces)
    if (face.person == from) face.person = into;
  for (Review& review : state_.reviews)
    if (review.collection == collection.text() && review.person == from) review.person = into;
  state_.log_remove(change, collection, GalleryKind::kPeople, goes->person.key.uuid);
  stays->fused = merge.fused;
  stays->person.updated = merge.now;
  state_.log_upsert(change, collection, GalleryKind::kPeople, stays->person.key.uuid, merge.fused);
  std::erase_if(state_.records, [&](const auto& entry) {
    return entry.second.collection == collection && entry.second.person == from;
  });
  row->people.erase(from);
  state_.events.push_back(merge.event);
  return Removal{change, {}};
}

}  // namespace mien::fakes
