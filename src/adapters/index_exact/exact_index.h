#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <shared_mutex>
#include <span>
#include <vector>

#include "adapters/index_exact/crew.h"
#include "adapters/index_exact/gallery.h"
#include "adapters/index_exact/kernel.h"
#include "ports/face_index.h"

namespace mien::index_exact {

/// Exact nearest neighbours, in memory. A first pass over 4-bit halves of 8-bit integers, and then over the whole
/// integers of the rows that it cannot rule out, names every row that the quantisation error bounds leave in question
/// (quantize.h); a second pass over these computes mien::cosine. The answer is that of comparing every row, to the bit,
/// on every machine. Searches see the gallery as it was when they began; they wait neither for each other nor for
/// writes. Thread-safe.
class ExactIndex final : public FaceIndex {
 public:
  /// `helper_threads` join the callers' own threads in big searches: the cores less one; 0 for none.
  explicit ExactIndex(std::size_t helper_threads) : ExactIndex(helper_threads, available_kernels().back()) {}
  /// With one of available_kernels(), to test or to compare them.
  ExactIndex(std::size_t helper_threads, const Kernel& kernel) : kernel_(kernel), crew_(helper_threads) {}

  Result<void> upsert(const GalleryId& gallery, std::span<const Entry> entries) override;
  Result<void> remove(const GalleryId& gallery, std::span<const Uuid> keys) override;
  Result<void> drop(const CollectionId& collection) override;
  Result<std::vector<Hits>> nearest(const GalleryId& gallery, std::span<const Embedding> probes, std::size_t limit,
                                    float cosine_min) const override;
  Result<std::size_t> size(const GalleryId& gallery) const override;

  // For copies on disk: segment_file.h.
  /// Every gallery that holds something. @throws std::bad_alloc
  std::map<GalleryId, Snapshot> snapshots() const;
  /// Fills an index that holds nothing. False: it holds something, and stays as it is.
  bool adopt(std::map<GalleryId, std::shared_ptr<Gallery>> galleries);
  Crew& crew() const { return crew_; }

 private:
  std::shared_ptr<Gallery> find(const GalleryId& gallery) const;
  Snapshot snapshot(const GalleryId& gallery) const;

  Kernel kernel_;
  mutable Crew crew_;
  mutable std::shared_mutex galleries_mutex_;
  std::map<GalleryId, std::shared_ptr<Gallery>> galleries_;  ///< Guarded by galleries_mutex_.
};

}  // namespace mien::index_exact
