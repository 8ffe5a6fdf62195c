#include "adapters/index_exact/exact_index.h"

#include <cmath>
#include <mutex>
#include <new>
#include <utility>

#include "adapters/index_exact/search.h"

namespace mien::index_exact {
Result<void> ExactIndex::upsert(const GalleryId& gallery, std::span<const Entry> entries) try {
  if (entries.empty()) return {};
  std::shared_ptr<Gallery> target = find(gallery);
  if (!target) {
    const std::scoped_lock lock(galleries_mutex_);
    std::shared_ptr<Gallery>& slot = galleries_[gallery];
    if (!slot) slot = std::make_shared<Gallery>();
    target = slot;
  }
  return target->upsert(entries);
} catch (const std::bad_alloc&) {
  return out_of_memory();
}

Result<void> ExactIndex::remove(const GalleryId& gallery, std::span<const Uuid> keys) {
  const auto target = find(gallery);
  if (!target) return {};
  return target->remove(keys);
}

Result<void> ExactIndex::drop(const CollectionId& collection) {
  // The rows are freed after the lock: that of a big gallery takes a while.
  std::vector<std::shared_ptr<Gallery>> dropped;
  try {
    dropped.reserve(2);
  } catch (const std::bad_alloc&) {
    return out_of_memory();
  }
  const std::scoped_lock lock(galleries_mutex_);
  for (const GalleryKind kind : {GalleryKind::kFaces, GalleryKind::kPeople}) {
    const auto found = galleries_.find({collection, kind});
    if (found == galleries_.end()) continue;
    dropped.push_back(std::move(found->second));
    galleries_.erase(found);
  }
  return {};
}

Result<std::vector<FaceIndex::Hits>> ExactIndex::nearest(const GalleryId& gallery, std::span<const Embedding> probes,
                                                         std::size_t limit, float cosine_min) const try {
  const Snapshot rows = snapshot(gallery);
  if (rows.rows == 0) return std::vector<Hits>(probes.size());
  for (const Embedding& probe : probes)
    if (probe.dimension() != rows.dimension)
      return fail(ErrorCode::kInvalidArgument, "The embedding has another dimension than the gallery.");
  if (limit == 0 || std::isnan(cosine_min)) return std::vector<Hits>(probes.size());
  return search(rows, probes, {.limit = limit, .cosine_min = cosine_min}, kernel_, crew_);
} catch (const std::bad_alloc&) {
  return out_of_memory();
}

Result<std::size_t> ExactIndex::size(const GalleryId& gallery) const { return snapshot(gallery).rows; }

std::map<GalleryId, Snapshot> ExactIndex::snapshots() const {
  std::map<GalleryId, Snapshot> out;
  const std::shared_lock lock(galleries_mutex_);
  for (const auto& [id, gallery] : galleries_)
    if (Snapshot rows = gallery->snapshot(); rows.rows != 0) out.emplace_hint(out.end(), id, std::move(rows));
  return out;
}

bool ExactIndex::adopt(std::map<GalleryId, std::shared_ptr<Gallery>> galleries) {
  const std::scoped_lock lock(galleries_mutex_);
  if (!galleries_.empty()) return false;
  galleries_ = std::move(galleries);
  return true;
}

std::shared_ptr<Gallery> ExactIndex::find(const GalleryId& gallery) const {
  const std::shared_lock lock(galleries_mutex_);
  const auto found = galleries_.find(gallery);
  return found == galleries_.end() ? nullptr : found->second;
}

Snapshot ExactIndex::snapshot(const GalleryId& gallery) const {
  const auto found = find(gallery);
  return found ? found->snapshot() : Snapshot{};
}

}  // namespace mien::index_exact
