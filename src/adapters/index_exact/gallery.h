#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "adapters/index_exact/chunk.h"
#include "adapters/index_exact/key_rows.h"
#include "core/ids.h"
#include "core/result.h"
#include "ports/face_index.h"

namespace mien::index_exact {

inline std::unexpected<Error> out_of_memory() {
  return fail(ErrorCode::kUnavailable, "The face index is out of memory.");
}

using ChunkList = std::vector<std::shared_ptr<Chunk>>;

/// One state of a gallery. What it shows never changes, however long a search holds it. Every chunk but the last has
/// kChunkRows rows.
struct Snapshot {
  std::shared_ptr<const ChunkList> chunks;
  std::size_t rows = 0;
  std::size_t dimension = 0;

  std::size_t rows_of_chunk(std::size_t chunk) const {
    return chunk + 1 < chunks->size() ? kChunkRows : rows - chunk * kChunkRows;
  }
};

/// The rows of one gallery. Searches work on snapshots and never wait for a write; writes take turns, copy the chunks
/// in which something changes, and publish all or nothing. Thread-safe.
class Gallery {
 public:
  Gallery() = default;
  /// Takes over rows whose chunks nobody else holds.
  /// @errors kIncompatible  a key is there twice. @throws std::bad_alloc
  static Result<std::shared_ptr<Gallery>> of(Snapshot rows);

  /// @errors kInvalidArgument (another dimension), kUnavailable (no memory; nothing was changed)
  Result<void> upsert(std::span<const FaceIndex::Entry> entries);
  /// @errors kUnavailable
  Result<void> remove(std::span<const Uuid> keys);
  Snapshot snapshot() const;

 private:
  class Draft;

  void publish(Snapshot next);

  std::mutex writer_;
  KeyRows key_rows_;                    ///< Guarded by writer_.
  mutable std::mutex published_mutex_;  ///< Held only to copy or swap a pointer.
  Snapshot published_;                  ///< Guarded by published_mutex_; changed only under writer_ as well.
};

}  // namespace mien::index_exact
