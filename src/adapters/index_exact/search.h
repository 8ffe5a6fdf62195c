#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "adapters/index_exact/crew.h"
#include "adapters/index_exact/gallery.h"
#include "adapters/index_exact/kernel.h"
#include "core/embedding.h"
#include "ports/face_index.h"

namespace mien::index_exact {

struct SearchOptions {
  std::size_t limit;  ///< At least 1.
  float cosine_min;   ///< Not a NaN.
};

/// The best rows of a snapshot that is not empty, for each probe; all have its dimension.
/// @throws std::bad_alloc
std::vector<FaceIndex::Hits> search(const Snapshot& snapshot, std::span<const Embedding> probes, SearchOptions options,
                                    const Kernel& kernel, Crew& crew);

}  // namespace mien::index_exact
