#include "vision/resize.h"

#include <algorithm>
#include <array>
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

void write_bgr(const std::uint8_t* rgb, std::uint32_t count, float* bgr) {
  for (std::size_t i = 0; i < std::size_t{count} * 3; i += 3) {
    bgr[i] = static_cast<float>(rgb[i + 2]);
    bgr[i + 1] = static_cast<float>(rgb[i + 1]);
    bgr[i + 2] = static_cast<float>(rgb[i]);
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

/// Divides by a constant without a division: exact for sums up to 255 * count with count up to 2^12.
class Averager {
 public:
  explicit Averager(std::uint32_t count) : half_(count / 2), inverse_((std::uint64_t{1} << 32) / count + 1) {}
  std::uint8_t operator()(std::uint32_t sum) const {
    return static_cast<std::uint8_t>(((sum + half_) * inverse_) >> 32);
  }

 private:
  std::uint64_t half_;
  std::uint64_t inverse_;
};

/// Blocks of up to 16 x 16 pixels: their sums fit into 16 bits, of which a machine adds many at once.
constexpr std::uint32_t kNarrowFactorMax = 16;

/// Scratch of one row of blocks.
struct NarrowSums {
  std::vector<std::uint16_t> down;    ///< Of each column of pixels.
  std::vector<std::uint16_t> across;  ///< Of `factor` neighbouring columns.
};

void add_row(const std::uint8_t* row, std::size_t count, std::uint16_t* sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
}
void add_row(const std::uint16_t* row, std::size_t count, std::uint16_t* sums) {
  for (std::size_t i = 0; i < count; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + row[i]);
}

/// One row of blocks of `rows` x `factor` pixels, all of them whole in width.
void average_narrow(const std::uint8_t* first_row, std::size_t stride, std::uint32_t rows, std::uint32_t factor,
                    std::uint32_t blocks, NarrowSums& sums, std::uint8_t* target) {
  const std::size_t width = std::size_t{blocks} * factor * 3;
  sums.down.assign(first_row, first_row + width);
  for (std::uint32_t dy = 1; dy < rows; ++dy) add_row(first_row + dy * stride, width, sums.down.data());
  // The sums of all neighbours, most of them for nothing: still faster than picking the right ones one by one.
  sums.across = sums.down;
  for (std::size_t dx = 1; dx < factor; ++dx) add_row(sums.down.data() + 3 * dx, width - 3 * dx, sums.across.data());
  const Averager average(rows * factor);
  for (std::uint32_t x = 0; x < blocks; ++x)
    for (std::size_t c = 0; c < 3; ++c) target[3 * x + c] = average(sums.across[std::size_t{3} * x * factor + c]);
}

/// The average of one block of any size.
void average_block(const std::uint8_t* first_row, std::size_t stride, std::uint32_t rows, std::uint32_t columns,
                   std::uint8_t* target) {
  const std::uint64_t count = std::uint64_t{rows} * columns;
  std::array<std::uint64_t, 3> sums{};
  for (std::uint32_t dy = 0; dy < rows; ++dy)
    for (std::size_t i = 0; i < std::size_t{columns} * 3; ++i) sums[i % 3] += first_row[dy * stride + i];
  for (std::size_t c = 0; c < 3; ++c) target[c] = static_cast<std::uint8_t>((sums[c] + count / 2) / count);
}

}  // namespace

Rgb8Image box_shrink(Rgb8View picture, std::uint32_t factor) {
  return box_shrink(picture, {0, 0, picture.width_px, picture.height_px}, factor);
}

Rgb8Image box_shrink(Rgb8View picture, const Region& region, std::uint32_t factor) {
  const std::uint32_t width = (region.width + factor - 1) / factor;
  const std::uint32_t height = (region.height + factor - 1) / factor;
  const std::uint32_t whole_blocks = factor <= kNarrowFactorMax ? region.width / factor : 0;
  Rgb8Image out(width, height);
  NarrowSums sums;
  for (std::uint32_t y = 0; y < height; ++y) {
    const std::uint32_t rows = std::min(factor, region.height - y * factor);
    const std::uint8_t* from = picture.row(region.top + y * factor) + std::size_t{region.left} * 3;
    std::uint8_t* target = out.row(y);
    if (whole_blocks > 0) average_narrow(from, picture.stride_bytes(), rows, factor, whole_blocks, sums, target);
    for (std::uint32_t x = whole_blocks; x < width; ++x)
      average_block(from + std::size_t{x} * factor * 3, picture.stride_bytes(), rows,
                    std::min(factor, region.width - x * factor), target + std::size_t{x} * 3);
  }
  return out;
}

Fit fit_to_tensor(Rgb8View picture, std::uint32_t width, std::uint32_t height, std::span<float> tensor) {
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
    float* out = &tensor[std::size_t{y} * width * 3];
    write_bgr(row, scaled_width, out);
    std::fill(out + std::size_t{scaled_width} * 3, out + std::size_t{width} * 3, 0.0F);
  }
  std::ranges::fill(tensor.subspan(std::size_t{scaled_height} * width * 3), 0.0F);
  return fit;
}

}  // namespace mien::vision
