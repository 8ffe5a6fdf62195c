#include "fakes/memory_changes.h"

#include <mutex>
#include <set>
#include <vector>

namespace mien::fakes {

Result<ChangeNumber> MemoryChanges::replay(ChangeNumber after,
                                           const std::function<Result<void>(const Change&)>& visit) const {
  std::vector<Change> log;
  ChangeNumber last = 0;
  {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    for (const Change& change : state_.log)
      if (change.number > after) log.push_back(change);
    last = state_.last_change;
  }
  for (const Change& change : log) MIEN_TRY_VOID(visit(change));
  return last;
}

Result<void> MemoryChanges::for_each_object(const std::function<void(const ObjectKey&)>& visit) const {
  std::set<ObjectKey> objects;
  {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    for (const auto& [id, row] : state_.rows)
      for (const auto& [position, face] : row.faces)
        if (face.object) objects.insert(*face.object);
    for (const auto& [name, row] : state_.functions) objects.insert(row.function.code.object);
    for (const auto& [name, row] : state_.buckets)
      for (const auto& [path, object] : row.objects) objects.insert(object.blob);
    for (const auto& [id, row] : state_.uploads)
      for (const auto& [number, part] : row.parts) objects.insert(part.blob);
    for (const Review& review : state_.reviews)
      if (review.object) objects.insert(*review.object);
  }
  for (const ObjectKey& object : objects) visit(object);
  return {};
}

}  // namespace mien::fakes
