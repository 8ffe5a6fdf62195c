#include "fakes/memory_faces.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace mien::fakes {

Result<ChangeNumber> MemoryFaces::add(const CollectionId& collection, std::span<const StoredFace> faces,
                                      const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  const ChangeNumber next = state_.last_change + 1;
  for (const StoredFace& face : faces) {
    MIEN_CHECK(!face.object);
    if (row->face(face.id) != nullptr) continue;
    state_.insert_face(*row, face, next).person.reset();
    state_.last_change = next;
  }
  state_.events.push_back(event);
  return state_.last_change;
}

Result<std::vector<StoredFace>> MemoryFaces::find(const CollectionId& collection, std::span<const FaceId> ids) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  std::vector<StoredFace> out;
  for (const FaceId& id : ids)
    if (const StoredFace* face = row->face(id)) out.push_back(*face);
  return out;
}

Result<Page<StoredFace>> MemoryFaces::list(const CollectionId& collection, const Filter& filter,
                                           const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  std::string listing = "faces/" + collection.text() + '/' + (filter.person ? filter.person->text() : "");
  for (const FaceId& id : filter.ids) listing += '/' + id.text();
  const bool of_nobody = filter.owner == Owner::kNobody && !filter.person && filter.ids.empty();
  if (of_nobody) listing += "/nobody's";
  MIEN_TRY(const auto after, state_.start_of(page, listing));
  const std::uint64_t begin = after ? std::stoull(*after) : 0;
  std::vector<StoredFace> items;
  for (auto at = row->faces.upper_bound(begin); at != row->faces.end(); ++at) {
    const StoredFace& face = at->second;
    if (filter.person && face.person != filter.person) continue;
    if (of_nobody && face.person) continue;
    if (!filter.ids.empty() && std::ranges::find(filter.ids, face.id) == filter.ids.end()) continue;
    items.push_back(face);
  }
  return state_.cut(std::move(items), page, listing,
                    [&](const StoredFace& item) { return std::to_string(row->position_of.at(item.id)); });
}

Result<MemoryFaces::Removal> MemoryFaces::remove(const CollectionId& collection, std::span<const FaceId> ids,
                                                 const AuditEvent& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  const ChangeNumber next = state_.last_change + 1;
  Removal out;
  std::set<FaceId> seen;
  for (const FaceId& id : ids) {
    if (!seen.insert(id).second) continue;
    const StoredFace* face = row->face(id);
    if (face == nullptr) {
      out.not_found.push_back(id);
    } else if (face->person) {
      out.belongs_to_person.emplace_back(id, *face->person);
    } else {
      state_.erase_face(*row, id, next);
      state_.last_change = next;
      out.removed.push_back(id);
    }
  }
  state_.events.push_back(event);
  out.change = state_.last_change;
  return out;
}

Result<std::optional<PersonId>> MemoryFaces::person_of_image(const CollectionId& collection,
                                                             const Sha256& image_sha256) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(collection));
  for (const auto& [position, face] : row->faces)
    if (face.person && face.image_sha256 == image_sha256) return face.person;
  return std::nullopt;
}

}  // namespace mien::fakes
