#include "fakes/memory_collections.h"

#include <mutex>
#include <set>
#include <vector>

namespace mien::fakes {

Result<void> MemoryCollections::create(const Collection& collection,
                                       std::span<const std::pair<std::string, std::string>> tags,
                                       const std::optional<AuditEvent>& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (state_.rows.contains(collection.id)) return fail(ErrorCode::kAlreadyExists, "A collection of that id exists.");
  state_.rows.emplace(collection.id, MemoryState::CollectionRow{collection, {tags.begin(), tags.end()}});
  if (event) state_.events.push_back(*event);
  return {};
}

Result<Collection> MemoryCollections::find(const CollectionId& id) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const MemoryState::CollectionRow* row, state_.row_of(id));
  return row->counted();
}

Result<Page<Collection>> MemoryCollections::list(const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  MIEN_TRY(const auto after, state_.start_of(page, "collections"));
  std::vector<Collection> items;
  for (const auto& [id, row] : state_.rows)
    if (!after || id.text() > *after) items.push_back(row.counted());
  return state_.cut(std::move(items), page, "collections", [](const Collection& item) { return item.id.text(); });
}

Result<MemoryCollections::Removal> MemoryCollections::remove(const CollectionId& id,
                                                             const std::optional<AuditEvent>& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::CollectionRow * row, state_.row_of(id));
  std::set<ObjectKey> objects;
  for (const auto& [position, face] : row->faces)
    if (face.object) objects.insert(*face.object);
  state_.rows.erase(id);
  std::erase_if(state_.records, [&](const auto& entry) { return entry.second.collection == id; });
  state_.log.push_back({++state_.last_change, ChangeLog::Drop{id}});
  state_.checkpoint.reset();
  if (event) state_.events.push_back(*event);
  std::vector<ObjectKey> unused = state_.unreferenced(objects);
  const auto shown = state_.forget_reviews([&](const Review& review) { return review.collection == id.text(); });
  unused.insert(unused.end(), shown.begin(), shown.end());
  return Removal{state_.last_change, std::move(unused)};
}

}  // namespace mien::fakes
