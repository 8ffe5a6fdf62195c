#include "vision/resize.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace mien::vision {
namespace {

constexpr int kWeightBits = 11;  ///< Two 11-bit weights and an 8-bit pixel stay well inside 32 bits.
constexpr std::int32_t kOne = 1 << kWeightBits;

/// For each output position the left (or upper) source position and the weight of its right (lower) neighbour.
struct Taps {
  std::vector<std::uint32_t> first;
  std::vector<std::uint32_t> second;
  std::vector<std::int32_t> weight;
};

/// @param step  how far apart two output positions are in the source: its true extent over `to`, which is a little less
///   than from / to where the last box of a shrunk picture is a part of one.
Taps make_taps(std::uint32_t from, std::uint32_t to, double step) {
  Taps taps;
  for (std::uint32_t i = 0; i < to; ++i) {
    const double at = std::clamp((i + 0.5) * step - 0.5, 0.0, from - 1.0);
    const auto left = static_cast<std::uint32_t>(at);
    taps.first.push_back(left);
    taps.second.push_back(std::min(left + 1, from - 1));
    taps.weight.push_back(static_cast<std::int32_t>(std::lround((at - left) * kOne)));
  }
  return taps;
}

/// Interleaved RGB to three float planes in the order B, G, R.
void write_row(const std::uint8_t* rgb, std::uint32_t count, float* blue, float* green, float* red) {
  for (std::uint32_t x = 0; x < count; ++x) {
    red[x] = static_cast<float>(rgb[3 * x]);
    green[x] = static_cast<float>(rgb[3 * x + 1]);
    blue[x] = static_cast<float>(rgb[3 * x + 2]);
  }
}

/// One output row of a bilinear resize; `blended` is scratch of the source's width x 3.
void resize_row(Rgb8View picture, const Taps& columns, std::uint32_t upper, std::uint32_t lower, std::int32_t weight,
                std::vector<std::int32_t>& blended, std::vector<std::uint8_t>& out) {
  const std::uint8_t* a = picture.row(upper);
  const std::uint8_t* b = picture.row(lower);
  for (std::size_t i = 0; i < blended.size(); ++i) blended[i] = a[i] * (kOne - weight) + b[i] * weight;
  constexpr std::int32_t kHalf = 1 << (2 * kWeightBits - 1);
  for (std::size_t x = 0; x < columns.first.size(); ++x) {
    const std::int32_t* left = &blended[std::size_t{columns.first[x]} * 3];
    const std::int32_t* right = &blended[std::size_t{columns.second[x]} * 3];
    const std::int32_t w = columns.weight[x];
    for (int c = 0; c < 3; ++c) {
      const std::int32_t sum = left[c] * (kOne - w) + right[c] * w;  // At most 255 * 2^22, below 2^30.
      out[3 * x + static_cast<std::size_t>(c)] = static_cast<std::uint8_t>((sum + kHalf) >> (2 * kWeightBits));
    }
  }
}

}  // namespace

Rgb8Image box_shrink(Rgb8View picture, std::uint32_t factor) {
  const std::uint32_t width = (picture.width_px + factor - 1) / factor;
  const std::uint32_t height = (picture.height_px + factor - 1) / factor;
  Rgb8Image out(width, height);
  std::vector<std::uint32_t> sums(picture.stride_bytes());
  for (std::uint32_t y = 0; y < height; ++y) {
    const std::uint32_t rows = std::min(factor, picture.height_px - y * factor);
    std::ranges::fill(sums, 0U);
    for (std::uint32_t dy = 0; dy < rows; ++dy) {
      const std::uint8_t* row = picture.row(y * factor + dy);
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += row[i];
    }
    std::uint8_t* target = out.row(y);
    for (std::uint32_t x = 0; x < width; ++x) {
      const std::uint32_t columns = std::min(factor, picture.width_px - x * factor);
      const std::uint32_t* block = &sums[std::size_t{x} * factor * 3];
      const std::uint32_t count = rows * columns;
      for (std::uint32_t c = 0; c < 3; ++c) {
        std::uint32_t sum = 0;
        for (std::uint32_t dx = 0; dx < columns; ++dx) sum += block[3 * dx + c];
        target[3 * x + c] = static_cast<std::uint8_t>((sum + count / 2) / count);
      }
    }
  }
  return out;
}

Fit fit_to_tensor(Rgb8View picture, std::uint32_t width, std::uint32_t height, std::span<float> tensor) {
  const std::size_t plane = std::size_t{width} * height;
  float* blue = tensor.data();
  float* green = blue + plane;
  float* red = green + plane;
  const double scale =
      std::min({1.0, static_cast<double>(width) / picture.width_px, static_cast<double>(height) / picture.height_px});
  const auto scaled_width =
      std::max(1U, std::min(width, static_cast<std::uint32_t>(std::lround(picture.width_px * scale))));
  const auto scaled_height =
      std::max(1U, std::min(height, static_cast<std::uint32_t>(std::lround(picture.height_px * scale))));
  const Fit fit{static_cast<float>(scaled_width) / static_cast<float>(picture.width_px),
                static_cast<float>(scaled_height) / static_cast<float>(picture.height_px)};

  Rgb8Image shrunk;
  const auto factor = std::max(1U, static_cast<std::uint32_t>(1 / scale));
  const double step_x = static_cast<double>(picture.width_px) / factor / scaled_width;
  const double step_y = static_cast<double>(picture.height_px) / factor / scaled_height;
  if (factor >= 2) {
    shrunk = box_shrink(picture, factor);
    picture = shrunk.view();
  }
  const bool same_size = scaled_width == picture.width_px && scaled_height == picture.height_px;
  const Taps columns = same_size ? Taps{} : make_taps(picture.width_px, scaled_width, step_x);
  const Taps rows = same_size ? Taps{} : make_taps(picture.height_px, scaled_height, step_y);
  std::vector<std::int32_t> blended(same_size ? 0 : picture.stride_bytes());
  std::vector<std::uint8_t> resized(std::size_t{scaled_width} * 3);

  for (std::uint32_t y = 0; y < scaled_height; ++y) {
    const std::uint8_t* row = resized.data();
    if (same_size)
      row = picture.row(y);
    else
      resize_row(picture, columns, rows.first[y], rows.second[y], rows.weight[y], blended, resized);
    const std::size_t at = std::size_t{y} * width;
    write_row(row, scaled_width, blue + at, green + at, red + at);
    for (float* channel : {blue, green, red}) std::fill(channel + at + scaled_width, channel + at + width, 0.0F);
  }
  for (float* channel : {blue, green, red})
    std::fill(channel + std::size_t{scaled_height} * width, channel + plane, 0.0F);
  return fit;
}

}  // namespace mien::vision
