#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "core/face.h"
#include "core/image.h"

/// Synthetic pictures for tests of the pixel code.
namespace mien::tests {

using Rgb = std::array<std::uint8_t, 3>;

inline Rgb8Image filled(std::uint32_t width, std::uint32_t height, Rgb colour) {
  Rgb8Image out(width, height);
  for (std::uint32_t y = 0; y < height; ++y)
    for (std::uint32_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < 3; ++c) out.row(y)[3 * x + c] = colour[c];
  return out;
}

/// `colour_at(x, y)` gives each pixel.
template <class F>
Rgb8Image painted(std::uint32_t width, std::uint32_t height, F colour_at) {
  Rgb8Image out(width, height);
  for (std::uint32_t y = 0; y < height; ++y)
    for (std::uint32_t x = 0; x < width; ++x) {
      const Rgb colour = colour_at(x, y);
      for (std::size_t c = 0; c < 3; ++c) out.row(y)[3 * x + c] = colour[c];
    }
  return out;
}

inline Rgb pixel(Rgb8View picture, std::uint32_t x, std::uint32_t y) {
  const std::uint8_t* p = picture.row(y) + 3 * std::size_t{x};
  return {p[0], p[1], p[2]};
}

/// The face that the default pack aligns to, in pixels of a crop of 128.
inline constexpr Landmarks kTemplate128{PointF{40.4F, 59.1F}, PointF{87.4F, 59.1F}, PointF{64.0F, 82.0F},
                                        PointF{44.7F, 105.6F}, PointF{83.6F, 105.6F}};

/// `points` turned by `degrees` (clockwise in the picture), scaled and moved.
inline Landmarks placed(const Landmarks& points, double degrees, double scale, double dx, double dy) {
  const double angle = degrees * 3.14159265358979323846 / 180;
  const double a = scale * std::cos(angle), b = scale * std::sin(angle);
  Landmarks out;
  for (std::size_t i = 0; i < points.size(); ++i)
    out[i] = {static_cast<float>(a * points[i].x - b * points[i].y + dx),
              static_cast<float>(b * points[i].x + a * points[i].y + dy)};
  return out;
}

}  // namespace mien::tests
