#pragma once

#include <span>

#include "core/embedding.h"

namespace mien {

/// What a person is compared by.
struct FusedTemplate {
  Embedding embedding;  ///< The normalised mean of the faces' embeddings.
  /// Length of that mean before it was normalised, in (0, 1]: 1 for one face, the less the more the faces differ (about
  /// .92, .88 and .86 for 2, 3 and 5 pictures). Directional statistics call it the mean resultant length.
  float resultant_length;
};

/// @errors kInvalidArgument  no embeddings, or of different dimensions. kInternal  they cancel out.
Result<FusedTemplate> fuse(std::span<const Embedding> embeddings);

/// The cosine as the calibration means it, which was fitted to single faces: a cosine to a mean times the square root
/// of the mean's resultant length. Averaging takes out of the faces what each has by chance, so the mean lies nearer to
/// everybody: at the cosines of FMR 1e-3, 1e-4 and 1e-5, strangers match a mean of two pictures at 1.4e-3, 1.7e-4 and
/// 1.8e-5 without the factor and at 9.7e-4, 9.9e-5 and 8.2e-6 with it (docs/accuracy.md). Never above cosine(), so
/// that what an index finds by the one bounds the other.
float fused_cosine(const Embedding& probe, const FusedTemplate& person);
/// Of two means, with the factors of both.
float fused_cosine(const FusedTemplate& probe, const FusedTemplate& person);

}  // namespace mien
