#pragma once

#include <cstdint>

#include "core/image.h"

namespace mien::image_codec {

/// Where row 0 and column 0 of the stored picture lie when it is seen upright: the values of Exif tag 0x0112
/// (Exif 2.32, section 4.6.4). The comment is what makes the picture upright.
enum class Orientation : std::uint8_t {
  kTopLeft = 1,      ///< Nothing.
  kTopRight = 2,     ///< Mirror left to right.
  kBottomRight = 3,  ///< Turn by 180 degrees.
  kBottomLeft = 4,   ///< Mirror top to bottom.
  kLeftTop = 5,      ///< Transpose.
  kRightTop = 6,     ///< Turn clockwise by 90 degrees.
  kRightBottom = 7,  ///< Transpose along the other diagonal.
  kLeftBottom = 8,   ///< Turn anticlockwise by 90 degrees.
};

/// Whether width and height change places.
constexpr bool swaps_sides(Orientation orientation) { return orientation >= Orientation::kLeftTop; }

/// The picture made upright: in place where the sides stay, a second picture of the same size where they change places.
Rgb8Image made_upright(Rgb8Image stored, Orientation orientation);

}  // namespace mien::image_codec
