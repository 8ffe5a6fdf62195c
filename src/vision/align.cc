#include "vision/align.h"

#include <algorithm>
#include <cmath>

#include "vision/resize.h"

namespace mien::vision {
namespace {

/// A rectangle of whole pixels inside a picture.
struct Region {
  std::uint32_t left = 0;
  std::uint32_t top = 0;
  std::uint32_t width = 0;
  std::uint32_t height = 0;
};

/// What of the picture the crop can see, with a margin for the interpolation; empty where they do not meet.
Region visible_region(Rgb8View picture, const SimilarityTransform& from_crop, std::uint32_t size_px,
                      std::uint32_t factor) {
  const float last = static_cast<float>(size_px - 1);
  float left = INFINITY, top = INFINITY, right = -INFINITY, bottom = -INFINITY;
  for (const PointF corner : {PointF{0, 0}, PointF{last, 0}, PointF{0, last}, PointF{last, last}}) {
    const PointF p = from_crop.apply(corner);
    left = std::min(left, p.x);
    right = std::max(right, p.x);
    top = std::min(top, p.y);
    bottom = std::max(bottom, p.y);
  }
  const float margin = 2.0F * static_cast<float>(factor);
  const auto limit = [](float v, std::uint32_t max) {
    return static_cast<std::uint32_t>(std::clamp(v, 0.0F, static_cast<float>(max)));
  };
  const std::uint32_t x0 = limit(left - margin, picture.width_px);
  const std::uint32_t y0 = limit(top - margin, picture.height_px);
  const std::uint32_t x1 = limit(right + margin, picture.width_px);
  const std::uint32_t y1 = limit(bottom + margin, picture.height_px);
  return {x0, y0, x1 - x0, y1 - y0};
}

Rgb8Image copy_region(Rgb8View picture, const Region& region) {
  Rgb8Image out(region.width, region.height);
  for (std::uint32_t y = 0; y < region.height; ++y)
    std::copy_n(picture.row(region.top + y) + std::size_t{region.left} * 3, out.stride_bytes(), out.row(y));
  return out;
}

constexpr int kFractionBits = 16;
constexpr std::int64_t kOne = std::int64_t{1} << kFractionBits;

std::int64_t fixed(double v) { return std::llround(std::clamp(v, -1e9, 1e9) * static_cast<double>(kOne)); }

/// Bilinear sample at fixed-point coordinates; pixels outside of the picture count as black.
void sample(Rgb8View picture, std::int64_t x, std::int64_t y, std::uint8_t* out) {
  const std::int64_t x0 = x >> kFractionBits;
  const std::int64_t y0 = y >> kFractionBits;
  // Eight bits of each fraction: weights sum to 2^16, so a sum stays below 2^24.
  const auto fx = static_cast<std::int32_t>((x & (kOne - 1)) >> 8);
  const auto fy = static_cast<std::int32_t>((y & (kOne - 1)) >> 8);
  const std::int64_t width = picture.width_px;
  const std::int64_t height = picture.height_px;
  if (x0 >= 0 && y0 >= 0 && x0 + 1 < width && y0 + 1 < height) {
    const std::uint8_t* upper = picture.row(static_cast<std::uint32_t>(y0)) + 3 * x0;
    const std::uint8_t* lower = upper + picture.stride_bytes();
    for (int c = 0; c < 3; ++c) {
      const std::int32_t top = upper[c] * (256 - fx) + upper[c + 3] * fx;
      const std::int32_t bottom = lower[c] * (256 - fx) + lower[c + 3] * fx;
      out[c] = static_cast<std::uint8_t>((top * (256 - fy) + bottom * fy + (1 << 15)) >> 16);
    }
    return;
  }
  const auto pixel = [&](std::int64_t px, std::int64_t py, int c) -> std::int32_t {
    if (px < 0 || py < 0 || px >= width || py >= height) return 0;
    return picture.row(static_cast<std::uint32_t>(py))[3 * px + c];
  };
  for (int c = 0; c < 3; ++c) {
    const std::int32_t top = pixel(x0, y0, c) * (256 - fx) + pixel(x0 + 1, y0, c) * fx;
    const std::int32_t bottom = pixel(x0, y0 + 1, c) * (256 - fx) + pixel(x0 + 1, y0 + 1, c) * fx;
    out[c] = static_cast<std::uint8_t>((top * (256 - fy) + bottom * fy + (1 << 15)) >> 16);
  }
}

Rgb8Image warp(Rgb8View picture, const SimilarityTransform& from_crop, std::uint32_t size_px) {
  Rgb8Image out(size_px, size_px);
  const std::int64_t a = fixed(from_crop.a);
  const std::int64_t b = fixed(from_crop.b);
  for (std::uint32_t v = 0; v < size_px; ++v) {
    std::int64_t x = fixed(from_crop.tx) - b * v;
    std::int64_t y = fixed(from_crop.ty) + a * v;
    std::uint8_t* row = out.row(v);
    for (std::uint32_t u = 0; u < size_px; ++u, x += a, y += b) sample(picture, x, y, row + 3 * std::size_t{u});
  }
  return out;
}

/// The way back. A transform that maps everything to one point, or is not finite, has none; then the crop's pixels are
/// the picture's.
SimilarityTransform inverse(const SimilarityTransform& t) {
  const double norm = t.a * t.a + t.b * t.b;
  if (!(norm > 1e-12)) return {};
  const double a = t.a / norm, b = -t.b / norm;
  const SimilarityTransform back{a, b, -(a * t.tx - b * t.ty), -(b * t.tx + a * t.ty)};
  const bool finite =
      std::isfinite(back.a) && std::isfinite(back.b) && std::isfinite(back.tx) && std::isfinite(back.ty);
  return finite ? back : SimilarityTransform{};
}

}  // namespace

SimilarityTransform fit_similarity(const Landmarks& from, const Landmarks& to) {
  double from_x = 0, from_y = 0, to_x = 0, to_y = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    from_x += from[i].x / 5.0;
    from_y += from[i].y / 5.0;
    to_x += to[i].x / 5.0;
    to_y += to[i].y / 5.0;
  }
  // In complex numbers about the centroids: factor = sum(conj(from) to) / sum(|from|^2).
  double dot = 0, cross = 0, norm = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const double fx = from[i].x - from_x, fy = from[i].y - from_y;
    const double tx = to[i].x - to_x, ty = to[i].y - to_y;
    dot += fx * tx + fy * ty;
    cross += fx * ty - fy * tx;
    norm += fx * fx + fy * fy;
  }
  SimilarityTransform t;
  if (norm > 0) {
    t.a = dot / norm;
    t.b = cross / norm;
  }
  t.tx = to_x - (t.a * from_x - t.b * from_y);
  t.ty = to_y - (t.b * from_x + t.a * from_y);
  return t;
}

Rgb8Image align_face(Rgb8View picture, const Landmarks& landmarks_px, const AlignmentTemplate& to) {
  // Fitted in the crop's pixels and then turned round, as the nets were trained. A fit in the picture's pixels is not
  // the same where the landmarks do not have the template's shape: profiles would come out larger and match worse.
  SimilarityTransform from_crop = inverse(fit_similarity(landmarks_px, to.points));
  const double pixels_per_pixel = std::hypot(from_crop.a, from_crop.b);
  // The face is larger than the crop: average first, over the part that is seen, then interpolate. Plain bilinear
  // sampling takes the cosine of a large face to itself down to 0.78, this keeps it above 0.98 (docs/accuracy.md).
  const auto factor = static_cast<std::uint32_t>(std::lround(std::min(pixels_per_pixel, 1024.0)));
  if (factor < 2) return warp(picture, from_crop, to.size_px);
  const Region region = visible_region(picture, from_crop, to.size_px, factor);
  if (region.width == 0 || region.height == 0) return warp(picture, from_crop, to.size_px);
  const Rgb8Image shrunk = box_shrink(copy_region(picture, region), factor);
  const double f = factor;
  from_crop.a /= f;
  from_crop.b /= f;
  from_crop.tx = (from_crop.tx - region.left + 0.5) / f - 0.5;
  from_crop.ty = (from_crop.ty - region.top + 0.5) / f - 0.5;
  return warp(shrunk, from_crop, to.size_px);
}

}  // namespace mien::vision
