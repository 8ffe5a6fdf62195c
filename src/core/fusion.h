#pragma once

#include <span>

#include "core/embedding.h"

namespace mien {

/// A person's one embedding: the normalised mean of the faces' embeddings. Scores of strangers against it are
/// distributed as against a single face, so the same calibration holds (docs/accuracy.md shows it); scores of the
/// person rise.
/// @errors kInvalidArgument  no embeddings, or of different dimensions. kInternal  they cancel out.
Result<Embedding> fuse(std::span<const Embedding> embeddings);

}  // namespace mien
