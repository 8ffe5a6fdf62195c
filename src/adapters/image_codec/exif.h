#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "adapters/image_codec/orientation.h"

namespace mien::image_codec {

/// The orientation in the first directory of an Exif block: a TIFF header of either byte order, with or without
/// one "Exif\0\0" before it. Nothing for a block that has none or is broken: cameras and editors write much that is odd
/// there, and the picture itself is still good.
std::optional<Orientation> exif_orientation(std::span<const std::byte> block);

}  // namespace mien::image_codec
