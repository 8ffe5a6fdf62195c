#include "vision/warp.h"

#include <array>
#include <cstddef>

#include "vision/warp_kernels.h"

namespace mien::vision {
namespace {

constexpr int kFractionBits = 16;

/// A point of the picture: the pixel above and to the left of it, and how far from there, in 1/256.
struct Point {
  std::int64_t column, row;
  std::int32_t right, down;
};

Point point_at(std::int64_t x, std::int64_t y) {
  const auto fraction = [](std::int64_t v) { return static_cast<std::int32_t>(v >> (kFractionBits - 8)) & 255; };
  return {x >> kFractionBits, y >> kFractionBits, fraction(x), fraction(y)};
}

bool is_inside(Rgb8View picture, const Point& p) {
  return p.column >= 0 && p.row >= 0 && p.column + 1 < std::int64_t{picture.width_px} &&
         p.row + 1 < std::int64_t{picture.height_px};
}

/// Weights are eighths of 16 bits: a sum stays below 2^24.
std::uint8_t blend(std::int32_t upper_left, std::int32_t upper_right, std::int32_t lower_left, std::int32_t lower_right,
                   const Point& p) {
  const std::int32_t top = upper_left * (256 - p.right) + upper_right * p.right;
  const std::int32_t bottom = lower_left * (256 - p.right) + lower_right * p.right;
  return static_cast<std::uint8_t>((top * (256 - p.down) + bottom * p.down + (1 << 15)) >> 16);
}

/// Where some or all of the neighbours are outside.
void sample_edge(Rgb8View picture, const Point& p, std::uint8_t* out) {
  const auto level = [&](std::int64_t column, std::int64_t row, int c) -> std::int32_t {
    if (column < 0 || row < 0 || column >= std::int64_t{picture.width_px} || row >= std::int64_t{picture.height_px})
      return 0;
    return picture.row(static_cast<std::uint32_t>(row))[3 * column + c];
  };
  for (int c = 0; c < 3; ++c)
    out[c] = blend(level(p.column, p.row, c), level(p.column + 1, p.row, c), level(p.column, p.row + 1, c),
                   level(p.column + 1, p.row + 1, c), p);
}

/// One row of the crop. What lies inside is one run: a straight line cuts a rectangle at most once.
void warp_row(const WarpKernel& kernel, Rgb8View picture, const WarpSteps& steps, std::uint32_t count,
              std::uint8_t* out) {
  const auto at = [&](std::uint32_t i) { return point_at(steps.x + i * steps.dx, steps.y + i * steps.dy); };
  std::uint32_t first = 0, end = count;
  for (; first < end && !is_inside(picture, at(first)); ++first) sample_edge(picture, at(first), out + 3 * first);
  for (; end > first && !is_inside(picture, at(end - 1)); --end) sample_edge(picture, at(end - 1), out + 3 * (end - 1));
  if (first == end) return;
  const WarpSteps inside{steps.x + first * steps.dx, steps.y + first * steps.dy, steps.dx, steps.dy};
  kernel.run(picture, inside, end - first, out + 3 * first);
}

}  // namespace

void run_warp_scalar(Rgb8View picture, const WarpSteps& steps, std::uint32_t count, std::uint8_t* out) {
  std::int64_t x = steps.x, y = steps.y;
  for (std::uint32_t i = 0; i < count; ++i, x += steps.dx, y += steps.dy, out += 3) {
    const Point p = point_at(x, y);
    const std::uint8_t* upper = picture.row(static_cast<std::uint32_t>(p.row)) + 3 * p.column;
    const std::uint8_t* lower = upper + picture.stride_bytes();
    for (int c = 0; c < 3; ++c) out[c] = blend(upper[c], upper[c + 3], lower[c], lower[c + 3], p);
  }
}

std::vector<WarpKernel> available_warp_kernels() {
  std::vector<WarpKernel> kernels{{"scalar", run_warp_scalar}};
  add_x86_warp_kernels(kernels);
  return kernels;
}

Rgb8Image warp_by(const WarpKernel& kernel, Rgb8View picture, const WarpSteps& steps, std::uint32_t size_px) {
  Rgb8Image out(size_px, size_px);
  for (std::uint32_t v = 0; v < size_px; ++v)
    warp_row(kernel, picture, {steps.x - v * steps.dy, steps.y + v * steps.dx, steps.dx, steps.dy}, size_px,
             out.row(v));
  return out;
}

Rgb8Image warp(Rgb8View picture, const WarpSteps& steps, std::uint32_t size_px) {
  static const WarpKernel best = available_warp_kernels().back();
  return warp_by(best, picture, steps, size_px);
}

}  // namespace mien::vision
