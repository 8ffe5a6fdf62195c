#include "vision/align.h"

#include <algorithm>
#include <cmath>

#include "vision/resize.h"
#include "vision/warp.h"

namespace mien::vision {
namespace {

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

WarpSteps steps_of(const SimilarityTransform& t) {
  const auto fixed = [](double v) { return std::int64_t{std::llround(std::clamp(v, -1e9, 1e9) * 65'536)}; };
  return {fixed(t.tx), fixed(t.ty), fixed(t.a), fixed(t.b)};
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
  if (factor < 2) return warp(picture, steps_of(from_crop), to.size_px);
  const Region region = visible_region(picture, from_crop, to.size_px, factor);
  if (region.width == 0 || region.height == 0) return warp(picture, steps_of(from_crop), to.size_px);
  const Rgb8Image shrunk = box_shrink(picture, region, factor);
  const double f = factor;
  from_crop.a /= f;
  from_crop.b /= f;
  from_crop.tx = (from_crop.tx - region.left + 0.5) / f - 0.5;
  from_crop.ty = (from_crop.ty - region.top + 0.5) / f - 0.5;
  return warp(shrunk, steps_of(from_crop), to.size_px);
}

}  // namespace mien::vision
