#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "core/embedding.h"
#include "core/ids.h"
#include "core/result.h"
#include "ports/face_index.h"

namespace mien::fakes {

/// The FaceIndex contract in its plainest form: compares every entry, keeps them in maps. What the real index is
/// measured against, and the index of tests that are about something else. Thread-safe.
class BruteForceIndex final : public FaceIndex {
 public:
  Result<void> upsert(const GalleryId& gallery, std::span<const Entry> entries) override;

  Result<void> remove(const GalleryId& gallery, std::span<const Uuid> keys) override;

  Result<void> drop(const CollectionId& collection) override;

  Result<std::vector<Hits>> nearest(const GalleryId& gallery, std::span<const Embedding> probes, std::size_t limit,
                                    float cosine_min) const override;

  Result<std::size_t> size(const GalleryId& gallery) const override;

  using Entries = std::map<std::pair<GalleryId, Uuid>, Embedding>;
  Entries entries() const;

 private:
  using Rows = std::map<Uuid, Embedding>;

  static Hits best(const Rows& rows, const Embedding& probe, std::size_t limit, float cosine_min);

  mutable std::mutex mutex_;
  std::map<GalleryId, Rows> galleries_;
};

}  // namespace mien::fakes
