#include "fakes/brute_force_index.h"

#include <algorithm>

namespace mien::fakes {
namespace {

std::unexpected<Error> wrong_dimension() {
  return fail(ErrorCode::kInvalidArgument, "The embedding has another dimension than the gallery.");
}

}  // namespace

Result<void> BruteForceIndex::upsert(const GalleryId& gallery, std::span<const Entry> entries) {
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

Result<void> BruteForceIndex::remove(const GalleryId& gallery, std::span<const Uuid> keys) {
  const std::scoped_lock lock(mutex_);
  const auto found = galleries_.find(gallery);
  if (found == galleries_.end()) return {};
  for (const Uuid& key : keys) found->second.erase(key);
  return {};
}

Result<void> BruteForceIndex::drop(const CollectionId& collection) {
  const std::scoped_lock lock(mutex_);
  std::erase_if(galleries_, [&](const auto& gallery) { return gallery.first.collection == collection; });
  return {};
}

Result<std::vector<BruteForceIndex::Hits>> BruteForceIndex::nearest(const GalleryId& gallery,
                                                                    std::span<const Embedding> probes,
                                                                    std::size_t limit, float cosine_min) const {
  const std::scoped_lock lock(mutex_);
  std::vector<Hits> answers(probes.size());
  const auto found = galleries_.find(gallery);
  if (found == galleries_.end() || found->second.empty()) return answers;
  for (const Embedding& probe : probes)
    if (probe.dimension() != found->second.begin()->second.dimension()) return wrong_dimension();
  for (std::size_t i = 0; i < probes.size(); ++i) answers[i] = best(found->second, probes[i], limit, cosine_min);
  return answers;
}

Result<std::size_t> BruteForceIndex::size(const GalleryId& gallery) const {
  const std::scoped_lock lock(mutex_);
  const auto found = galleries_.find(gallery);
  return found == galleries_.end() ? 0 : found->second.size();
}

BruteForceIndex::Entries BruteForceIndex::entries() const {
  const std::scoped_lock lock(mutex_);
  Entries out;
  for (const auto& [gallery, rows] : galleries_)
    for (const auto& [key, embedding] : rows) out.emplace(std::pair(gallery, key), embedding);
  return out;
}

BruteForceIndex::Hits BruteForceIndex::best(const Rows& rows, const Embedding& probe, std::size_t limit,
                                            float cosine_min) {
  Hits hits;
  for (const auto& [key, embedding] : rows)
    if (const float score = cosine(embedding, probe); score >= cosine_min) hits.push_back({key, score});
  std::ranges::sort(
      hits, [](const Hit& a, const Hit& b) { return a.cosine != b.cosine ? a.cosine > b.cosine : a.key < b.key; });
  if (hits.size() > limit) hits.resize(limit);
  return hits;
}

}  // namespace mien::fakes
