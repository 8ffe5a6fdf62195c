#include "draw.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>

namespace mien::cli {
namespace {

constexpr Colour kGreen{40, 220, 60};
constexpr Colour kOrange{255, 140, 0};
constexpr Colour kBlack{0, 0, 0};
constexpr std::array<Colour, 5> kLandmarkColours{
    {{255, 40, 40}, {60, 110, 255}, {40, 220, 60}, {255, 255, 255}, {255, 255, 255}}};

constexpr int kGlyphWidth = 5;
constexpr int kGlyphHeight = 7;
using Glyph = std::array<std::uint8_t, kGlyphHeight>;  ///< Rows from the top; bit 4 is the leftmost point.

constexpr std::array<Glyph, 10> kDigits{{
    {0x0e, 0x11, 0x13, 0x15, 0x19, 0x11, 0x0e},
    {0x04, 0x0c, 0x04, 0x04, 0x04, 0x04, 0x0e},
    {0x0e, 0x11, 0x01, 0x06, 0x08, 0x10, 0x1f},
    {0x1f, 0x02, 0x04, 0x02, 0x01, 0x11, 0x0e},
    {0x02, 0x06, 0x0a, 0x12, 0x1f, 0x02, 0x02},
    {0x1f, 0x10, 0x1e, 0x01, 0x01, 0x11, 0x0e},
    {0x06, 0x08, 0x10, 0x1e, 0x11, 0x11, 0x0e},
    {0x1f, 0x01, 0x02, 0x04, 0x08, 0x08, 0x08},
    {0x0e, 0x11, 0x11, 0x0e, 0x11, 0x11, 0x0e},
    {0x0e, 0x11, 0x11, 0x0f, 0x01, 0x02, 0x0c},
}};
constexpr Glyph kPoint{0, 0, 0, 0, 0, 0x0c, 0x0c};
constexpr Glyph kHash{0x0a, 0x0a, 0x1f, 0x0a, 0x1f, 0x0a, 0x0a};
constexpr Glyph kPercent{0x18, 0x19, 0x02, 0x04, 0x08, 0x13, 0x03};
constexpr Glyph kBlank{};

const Glyph& glyph_of(char c) {
  if (c >= '0' && c <= '9') return kDigits[static_cast<std::size_t>(c - '0')];
  switch (c) {
    case '.':
      return kPoint;
    case '#':
      return kHash;
    case '%':
      return kPercent;
    default:
      return kBlank;
  }
}

int to_pixel(float ratio, std::uint32_t side_px) {
  // A box may leave the picture, but a picture's worth beyond its edge nothing is to be seen.
  return static_cast<int>(std::lround(std::clamp(ratio, -1.0F, 2.0F) * static_cast<float>(side_px)));
}

}  // namespace

void Painter::fill(int left, int top, int right, int bottom, Colour colour) {
  left = std::max(left, 0);
  top = std::max(top, 0);
  right = std::min(right, static_cast<int>(picture_.width_px()));
  bottom = std::min(bottom, static_cast<int>(picture_.height_px()));
  for (int y = top; y < bottom; ++y) {
    std::uint8_t* row = picture_.row(static_cast<std::uint32_t>(y));
    for (int x = left; x < right; ++x) {
      row[3 * x] = colour.red;
      row[3 * x + 1] = colour.green;
      row[3 * x + 2] = colour.blue;
    }
  }
}

void Painter::frame(int left, int top, int right, int bottom, int thickness, Colour colour) {
  const int before = thickness / 2;
  const int after = thickness - before;
  fill(left - before, top - before, right + after, top + after, colour);
  fill(left - before, bottom - before, right + after, bottom + after, colour);
  fill(left - before, top - before, left + after, bottom + after, colour);
  fill(right - before, top - before, right + after, bottom + after, colour);
}

void Painter::disc(int centre_x, int centre_y, int radius, Colour colour) {
  for (int dy = -radius; dy <= radius; ++dy) {
    const int dx = static_cast<int>(std::sqrt(static_cast<double>(radius * radius - dy * dy)));
    fill(centre_x - dx, centre_y + dy, centre_x + dx + 1, centre_y + dy + 1, colour);
  }
}

void Painter::text(int left, int top, int scale, std::string_view text, Colour colour) {
  for (const char c : text) {
    const Glyph& glyph = glyph_of(c);
    for (int y = 0; y < kGlyphHeight; ++y)
      for (int x = 0; x < kGlyphWidth; ++x)
        if (glyph[static_cast<std::size_t>(y)] >> (kGlyphWidth - 1 - x) & 1)
          fill(left + x * scale, top + y * scale, left + (x + 1) * scale, top + (y + 1) * scale, colour);
    left += (kGlyphWidth + 1) * scale;
  }
}

int Painter::text_width(int scale, std::string_view text) {
  return (static_cast<int>(text.size()) * (kGlyphWidth + 1) - 1) * scale;
}

int Painter::text_height(int scale) { return kGlyphHeight * scale; }

void draw_faces(Rgb8Image& picture, std::span<const ReadFace> faces) {
  Painter painter(picture);
  const std::uint32_t width_px = picture.width_px();
  const std::uint32_t height_px = picture.height_px();
  const int unit = std::max(1, static_cast<int>(std::max(width_px, height_px)) / 800);
  for (std::size_t i = 0; i < faces.size(); ++i) {
    const DetectedFace& face = faces[i].face;
    const Colour colour = faces[i].rejected_for.empty() ? kGreen : kOrange;
    const int left = to_pixel(face.box.left, width_px);
    const int top = to_pixel(face.box.top, height_px);
    const int right = to_pixel(face.box.left + face.box.width, width_px);
    const int bottom = to_pixel(face.box.top + face.box.height, height_px);
    painter.frame(left, top, right, bottom, 2 * unit, colour);
    // Small faces get small dots, so that what they mark stays visible.
    const int radius = std::clamp(static_cast<int>(face.width_px) / 40, 1, 6 * unit);
    for (std::size_t k = 0; k < face.landmarks.size(); ++k) {
      const int x = to_pixel(face.landmarks[k].x, width_px);
      const int y = to_pixel(face.landmarks[k].y, height_px);
      if (radius > unit) painter.disc(x, y, radius + unit, kBlack);
      painter.disc(x, y, radius, kLandmarkColours[k]);
    }
    std::array<char, 32> label{};
    // Rounded down: a confidence of 99.96 is no 100.
    std::snprintf(label.data(), label.size(), "#%zu %.1f%%", i, std::floor(double{face.confidence_pct} * 10) / 10);
    const int label_height = Painter::text_height(unit) + 2 * unit;
    const int label_top = top >= label_height ? top - label_height : std::max(top, 0);
    const int label_left = std::max(left, 0);
    painter.fill(label_left - unit, label_top, label_left + Painter::text_width(unit, label.data()) + unit,
                 label_top + label_height, kBlack);
    painter.text(label_left, label_top + unit, unit, label.data(), colour);
  }
}

}  // namespace mien::cli
