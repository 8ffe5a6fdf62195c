#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "adapters/image_codec/picture_checks.h"
#include "core/image.h"

namespace mien::image_codec {

/// In which order pixels arrive.
enum class PixelOrder : std::uint8_t {
  kRowByRow,    ///< Whole rows from top to bottom: one row of sums is held.
  kInterlaced,  ///< Any order: sums of all boxes are held, which is still far below the full picture.
};

/// Shrinks a picture while it is being read: averages boxes of factor x factor pixels, and what is left over at the
/// right and lower edge over the smaller box, without ever holding the full picture. Each pixel is to be added once.
class BoxAverage {
 public:
  /// @param factor  2, 4 or 8: the sum of 64 bytes fits into 16 bits.
  BoxAverage(PictureSize size, std::uint32_t factor, PixelOrder order);

  /// Pixels of row y: the first at `first_x`, the others at distances of `step_x`.
  void add(std::uint32_t y, std::uint32_t first_x, std::uint32_t step_x, std::uint32_t pixels, const std::uint8_t* rgb);
  /// After the last pixel.
  Rgb8Image take();

 private:
  void finish_row(std::uint32_t box_y, const std::uint16_t* sums);

  std::uint32_t width_px_;
  std::uint32_t height_px_;
  std::uint32_t factor_;
  int factor_bits_;
  PixelOrder order_;
  Rgb8Image image_;
  std::vector<std::uint16_t> sums_;
};

}  // namespace mien::image_codec
