#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "adapters/index_exact/gallery.h"
#include "adapters/index_exact/kernel.h"
#include "ports/face_index.h"

namespace mien::index_exact {

/// Collects the rows that may be among the best `limit` of one probe, and finds out which are. Invariant: every row
/// passed in that belongs to the answer is in open_ or best_. Holds a few times `limit` rows plus a constant, whatever
/// the data. Borrows the snapshot and the probe. Not thread-safe.
class TopRows {
 public:
  TopRows(const Snapshot& snapshot, std::span<const float> probe, std::size_t limit, float cosine_min)
      : snapshot_(&snapshot), probe_(probe), limit_(limit), floor_(cosine_min) {}

  /// No row whose cosine is below this can be in the answer.
  float floor() const { return floor_; }
  /// `floor` is one that a collector of other rows of the same gallery arrived at.
  void raise_floor(float floor) {
    if (floor > floor_) floor_ = floor;
  }
  /// What a kernel found in a chunk. @throws std::bad_alloc
  void add(std::size_t chunk, std::span<const Found> found, const ScanQuery& query);
  /// Rows that have no integers. @throws std::bad_alloc
  void add_unpacked(std::size_t chunk, std::size_t first, std::size_t last);
  /// Takes over another collector's rows. @throws std::bad_alloc
  void merge(TopRows&& other);
  /// The answer for all rows passed in so far, best first, ties by key. @throws std::bad_alloc
  FaceIndex::Hits finish();

 private:
  struct Candidate {
    std::uint32_t row;
    float lower;  ///< lower <= cosine <= upper
    float upper;
  };
  struct Scored {
    std::uint32_t row;
    float cosine;
  };

  void trim_if_due();
  void trim();
  void settle();
  void score(std::span<const Candidate> four);
  void keep(std::uint32_t row, float cosine);
  void cut();
  bool better(const Scored& a, const Scored& b) const;
  const Uuid& key(std::uint32_t row) const { return chunk_of(row).key(row % kChunkRows); }
  const float* vector(std::uint32_t row) const { return chunk_of(row).vector(row % kChunkRows); }
  const Chunk& chunk_of(std::uint32_t row) const { return *(*snapshot_->chunks)[row / kChunkRows]; }

  const Snapshot* snapshot_;
  std::span<const float> probe_;
  std::size_t limit_;
  float floor_;
  std::vector<Candidate> open_;
  std::vector<Scored> best_;
  std::size_t trim_at_ = 0;  ///< Size of open_ at which trim() pays.
};

}  // namespace mien::index_exact
