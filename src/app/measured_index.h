#pragma once

#include <chrono>

#include "ports/face_index.h"
#include "ports/metrics.h"

namespace mien::app {

/// Another index, whose searches are counted as the stage "search". Thread-safe as that one is.
class MeasuredIndex final : public FaceIndex {
 public:
  /// Borrows both.
  MeasuredIndex(FaceIndex& index, Metrics& metrics) : index_(index), metrics_(metrics) {}

  Result<void> upsert(const GalleryId& gallery, std::span<const Entry> entries) override {
    return index_.upsert(gallery, entries);
  }
  Result<void> remove(const GalleryId& gallery, std::span<const Uuid> keys) override {
    return index_.remove(gallery, keys);
  }
  Result<void> drop(const CollectionId& collection) override { return index_.drop(collection); }
  Result<std::vector<Hits>> nearest(const GalleryId& gallery, std::span<const Embedding> probes, std::size_t limit,
                                    float cosine_min) const override {
    const auto start = std::chrono::steady_clock::now();
    auto hits = index_.nearest(gallery, probes, limit, cosine_min);
    metrics_.stage("search", std::chrono::steady_clock::now() - start);
    return hits;
  }
  Result<std::size_t> size(const GalleryId& gallery) const override { return index_.size(gallery); }

 private:
  FaceIndex& index_;
  Metrics& metrics_;
};

}  // namespace mien::app
