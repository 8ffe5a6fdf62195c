#include "adapters/image_codec/orientation.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

namespace mien::image_codec {
namespace {

void mirror_left_to_right(Rgb8Image& image) {
  for (std::uint32_t y = 0; y < image.height_px(); ++y) {
    std::uint8_t* left = image.row(y);
    std::uint8_t* right = left + image.stride_bytes();
    while (right - left >= 6) {
      right -= 3;
      std::swap_ranges(left, left + 3, right);
      left += 3;
    }
  }
}

void mirror_top_to_bottom(Rgb8Image& image) {
  for (std::uint32_t y = 0; y < image.height_px() / 2; ++y) {
    std::swap_ranges(image.row(y), image.row(y) + image.stride_bytes(), image.row(image.height_px() - 1 - y));
  }
}

enum class Mirror : std::uint8_t { kNo, kYes };

/// Column x of the stored picture becomes row x of the new one (counted from the far end where `columns` says so), its
/// pixels in the order of the rows (or from the last one where `rows` says so).
Rgb8Image transposed(const Rgb8Image& stored, Mirror columns, Mirror rows) {
  Rgb8Image turned(stored.height_px(), stored.width_px());
  // Blocks of this size stay in the first-level cache while both pictures are walked across the grain.
  constexpr std::uint32_t kBlockPx = 32;
  for (std::uint32_t top = 0; top < stored.height_px(); top += kBlockPx) {
    const std::uint32_t bottom = std::min(top + kBlockPx, stored.height_px());
    for (std::uint32_t left = 0; left < stored.width_px(); left += kBlockPx) {
      const std::uint32_t right = std::min(left + kBlockPx, stored.width_px());
      for (std::uint32_t x = left; x < right; ++x) {
        std::uint8_t* target = turned.row(columns == Mirror::kYes ? stored.width_px() - 1 - x : x);
        for (std::uint32_t y = top; y < bottom; ++y) {
          const std::uint32_t at = rows == Mirror::kYes ? stored.height_px() - 1 - y : y;
          std::memcpy(target + std::size_t{at} * 3, stored.row(y) + std::size_t{x} * 3, 3);
        }
      }
    }
  }
  return turned;
}

}  // namespace

Rgb8Image made_upright(Rgb8Image stored, Orientation orientation) {
  switch (orientation) {
    case Orientation::kTopLeft:
      break;
    case Orientation::kTopRight:
      mirror_left_to_right(stored);
      break;
    case Orientation::kBottomRight:
      mirror_left_to_right(stored);
      mirror_top_to_bottom(stored);
      break;
    case Orientation::kBottomLeft:
      mirror_top_to_bottom(stored);
      break;
    case Orientation::kLeftTop:
      return transposed(stored, Mirror::kNo, Mirror::kNo);
    case Orientation::kRightTop:
      return transposed(stored, Mirror::kNo, Mirror::kYes);
    case Orientation::kRightBottom:
      return transposed(stored, Mirror::kYes, Mirror::kYes);
    case Orientation::kLeftBottom:
      return transposed(stored, Mirror::kYes, Mirror::kNo);
  }
  return stored;
}

}  // namespace mien::image_codec
