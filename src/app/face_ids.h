#pragma once

#include <cstddef>
#include <optional>

#include "core/ids.h"
#include "ports/ids.h"

namespace mien::app {

/// Ids that depend only on what was sent, so that a retry finds what the first try stored, a model upgrade keeps them,
/// and the same picture has the same ids in every collection (as on AWS).
/// @param ordinal  position of the face in the picture, largest first, counted before any filter.
FaceId derive_face_id(const Ids& ids, const Sha256& image, std::size_t ordinal,
                      const std::optional<ExternalImageId>& external_image);
ImageId derive_image_id(const Ids& ids, const Sha256& image, const std::optional<ExternalImageId>& external_image);

}  // namespace mien::app
