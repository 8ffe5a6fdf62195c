#include "adapters/image_codec/box_average.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "core/result.h"

namespace mien::image_codec {
namespace {

std::uint8_t average(std::uint32_t sum, std::uint32_t count) {
  return static_cast<std::uint8_t>((sum + count / 2) / count);
}

}  // namespace

BoxAverage::BoxAverage(PictureSize size, std::uint32_t factor, PixelOrder order)
    : width_px_(static_cast<std::uint32_t>(size.width_px)),
      height_px_(static_cast<std::uint32_t>(size.height_px)),
      factor_(factor),
      factor_bits_(std::countr_zero(factor)),
      order_(order),
      image_(shrunk(width_px_, factor), shrunk(height_px_, factor)),
      sums_(image_.stride_bytes() * (order == PixelOrder::kRowByRow ? 1 : image_.height_px())) {
  MIEN_CHECK(factor == 2 || factor == 4 || factor == 8);
}

void BoxAverage::add(std::uint32_t y, std::uint32_t first_x, std::uint32_t step_x, std::uint32_t pixels,
                     const std::uint8_t* rgb) {
  const std::uint32_t box_y = y >> factor_bits_;
  std::uint16_t* row = sums_.data() + (order_ == PixelOrder::kRowByRow ? 0 : box_y * image_.stride_bytes());
  std::uint32_t x = first_x;
  for (std::uint32_t i = 0; i < pixels; ++i, x += step_x, rgb += 3) {
    std::uint16_t* box = row + std::size_t{x >> factor_bits_} * 3;
    box[0] = static_cast<std::uint16_t>(box[0] + rgb[0]);
    box[1] = static_cast<std::uint16_t>(box[1] + rgb[1]);
    box[2] = static_cast<std::uint16_t>(box[2] + rgb[2]);
  }
  const bool row_of_boxes_ends = (y + 1) % factor_ == 0 || y + 1 == height_px_;
  if (order_ == PixelOrder::kRowByRow && row_of_boxes_ends) {
    finish_row(box_y, sums_.data());
    std::ranges::fill(sums_, std::uint16_t{0});
  }
}

void BoxAverage::finish_row(std::uint32_t box_y, const std::uint16_t* sums) {
  const std::uint32_t rows = std::min(factor_, height_px_ - box_y * factor_);
  std::uint8_t* target = image_.row(box_y);
  for (std::uint32_t box_x = 0; box_x < image_.width_px(); ++box_x) {
    const std::uint32_t count = rows * std::min(factor_, width_px_ - box_x * factor_);
    for (int channel = 0; channel < 3; ++channel) *target++ = average(*sums++, count);
  }
}

Rgb8Image BoxAverage::take() {
  if (order_ == PixelOrder::kInterlaced) {
    for (std::uint32_t y = 0; y < image_.height_px(); ++y) finish_row(y, sums_.data() + y * image_.stride_bytes());
  }
  return std::move(image_);
}

}  // namespace mien::image_codec
