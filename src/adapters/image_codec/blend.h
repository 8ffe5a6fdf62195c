#pragma once

#include <cstdint>

namespace mien::image_codec {

/// product / 255, rounded to nearest, exact for 0 .. 255 * 255.
constexpr std::uint8_t divided_by_255(std::uint32_t product) {
  const std::uint32_t t = product + 128;
  return static_cast<std::uint8_t>((t + (t >> 8)) >> 8);
}

/// Lays RGBA pixels (alpha not premultiplied) over white. `rgb` may be `rgba`: it never gets ahead of it.
inline void lay_over_white(const std::uint8_t* rgba, std::uint32_t pixels, std::uint8_t* rgb) {
  for (std::uint32_t i = 0; i < pixels; ++i, rgba += 4, rgb += 3) {
    const std::uint32_t alpha = rgba[3];
    const std::uint32_t white = 255 * (255 - alpha);
    const std::uint8_t red = divided_by_255(rgba[0] * alpha + white);
    const std::uint8_t green = divided_by_255(rgba[1] * alpha + white);
    const std::uint8_t blue = divided_by_255(rgba[2] * alpha + white);
    rgb[0] = red;
    rgb[1] = green;
    rgb[2] = blue;
  }
}

}  // namespace mien::image_codec
