#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/embedding.h"
#include "core/ids.h"
#include "core/result.h"

namespace mien {

/// What is searched: the single faces of a collection, or its people by their fused embeddings.
enum class GalleryKind : std::uint8_t { kFaces, kPeople };

struct GalleryId {
  CollectionId collection;
  GalleryKind kind;
  auto operator<=>(const GalleryId&) const = default;
};

/// Nearest-neighbour search per gallery. Thread-safe. A cache of the store: it can be rebuilt at any time, so it
/// promises nothing about power loss. Adapter: index_exact. The port may also answer from another machine, hence
/// batches and kUnavailable.
class FaceIndex {
 public:
  struct Entry {
    Uuid key;  ///< FaceId or PersonKey.
    Embedding embedding;
  };
  struct Hit {
    Uuid key;
    float cosine;
    bool operator==(const Hit&) const = default;
  };
  using Hits = std::vector<Hit>;

  virtual ~FaceIndex() = default;
  /// Adds, or replaces what has the same key. Once it returns, every later search sees it. All embeddings of a gallery
  /// have one dimension.
  /// @errors kInvalidArgument (another dimension), kUnavailable
  virtual Result<void> upsert(const GalleryId& gallery, std::span<const Entry> entries) = 0;
  /// Keys that are not there are passed over. @errors kUnavailable
  virtual Result<void> remove(const GalleryId& gallery, std::span<const Uuid> keys) = 0;
  /// Forgets both galleries of a collection. @errors kUnavailable
  virtual Result<void> drop(const CollectionId& collection) = 0;
  /// For each probe at most `limit` hits with cosine >= `cosine_min`, best first, ties by key. Scores are those of
  /// mien::cosine to the bit, whatever instructions the machine has. A gallery that holds nothing gives no hits.
  /// @errors kInvalidArgument (another dimension), kUnavailable
  virtual Result<std::vector<Hits>> nearest(const GalleryId& gallery, std::span<const Embedding> probes,
                                            std::size_t limit, float cosine_min) const = 0;
  /// How many entries the gallery holds. @errors kUnavailable
  virtual Result<std::size_t> size(const GalleryId& gallery) const = 0;
};

}  // namespace mien
