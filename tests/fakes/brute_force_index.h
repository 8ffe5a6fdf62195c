#pragma once

#include <algorithm>
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
  Result<void> upsert(const GalleryId& gallery, std::span<const Entry> entries) override {
    if (entries.empty()) return {};
    const std::scoped_lock lock(mutex_);
    const auto found = galleries_.find(gallery);
    const std::size_t dimension = found == galleries_.end() || found->second.empty()
                                      ? entries.front().embedding.dimension()
                                      : found->second.begin()->second.dimension();
    for (const Entry& entry : entries)
      if (entry.embedding.dimension() != dimension) return wrong_dimension();
    auto& rows = galleries_[gallery];
    for (const Entry& entry : entries) rows.insert_or_assign(entry.key, entry.embedding);
    return {};
  }

  Result<void> remove(const GalleryId& gallery, std::span<const Uuid> keys) override {
    const std::scoped_lock lock(mutex_);
    const auto found = galleries_.find(gallery);
    if (found == galleries_.end()) return {};
    for (const Uuid& key : keys) found->second.erase(key);
    return {};
  }

  Result<void> drop(const CollectionId& collection) override {
    const std::scoped_lock lock(mutex_);
    std::erase_if(galleries_, [&](const auto& gallery) { return gallery.first.collection == collection; });
    return {};
  }

  Result<std::vector<Hits>> nearest(const GalleryId& gallery, std::span<const Embedding> probes, std::size_t limit,
                                    float cosine_min) const override {
    const std::scoped_lock lock(mutex_);
    std::vector<Hits> answers(probes.size());
    const auto found = galleries_.find(gallery);
    if (found == galleries_.end() || found->second.empty()) return answers;
    for (const Embedding& probe : probes)
      if (probe.dimension() != found->second.begin()->second.dimension()) return wrong_dimension();
    for (std::size_t i = 0; i < probes.size(); ++i) answers[i] = best(found->second, probes[i], limit, cosine_min);
    return answers;
  }

  Result<std::size_t> size(const GalleryId& gallery) const override {
    const std::scoped_lock lock(mutex_);
    const auto found = galleries_.find(gallery);
    return found == galleries_.end() ? 0 : found->second.size();
  }

  using Entries = std::map<std::pair<GalleryId, Uuid>, Embedding>;
  Entries entries() const {
    const std::scoped_lock lock(mutex_);
    Entries out;
    for (const auto& [gallery, rows] : galleries_)
      for (const auto& [key, embedding] : rows) out.emplace(std::pair(gallery, key), embedding);
    return out;
  }

 private:
  using Rows = std::map<Uuid, Embedding>;

  static std::unexpected<Error> wrong_dimension() {
    return fail(ErrorCode::kInvalidArgument, "The embedding has another dimension than the gallery.");
  }

  static Hits best(const Rows& rows, const Embedding& probe, std::size_t limit, float cosine_min) {
    Hits hits;
    for (const auto& [key, embedding] : rows)
      if (const float score = cosine(embedding, probe); score >= cosine_min) hits.push_back({key, score});
    std::ranges::sort(
        hits, [](const Hit& a, const Hit& b) { return a.cosine != b.cosine ? a.cosine > b.cosine : a.key < b.key; });
    if (hits.size() > limit) hits.resize(limit);
    return hits;
  }

  mutable std::mutex mutex_;
  std::map<GalleryId, Rows> galleries_;
};

}  // namespace mien::fakes
