#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/face.h"
#include "core/image.h"
#include "ports/face_reader.h"

namespace mien::cli {

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
};

/// Draws into a picture; what lies outside of it is left out. Borrows the picture.
class Painter {
 public:
  explicit Painter(Rgb8Image& picture) : picture_(picture) {}

  /// Pixels from (left, top) up to, not including, (right, bottom).
  void fill(int left, int top, int right, int bottom, Colour colour);
  /// A frame of that thickness, centred on the edges of the rectangle.
  void frame(int left, int top, int right, int bottom, int thickness, Colour colour);
  void disc(int centre_x, int centre_y, int radius, Colour colour);
  /// Digits, '.', '#', '%' and blanks in a 5x7 raster, `scale` pixels for each of its points; everything else is blank.
  void text(int left, int top, int scale, std::string_view text, Colour colour);
  static int text_width(int scale, std::string_view text);
  static int text_height(int scale);

 private:
  Rgb8Image& picture_;
};

/// Each face's box, five landmarks (red and blue for the eyes at the picture's left and right, green for the nose,
/// white for the corners of the mouth) and a label with ordinal and confidence. Boxes of faces that were rejected are
/// orange, the others green.
void draw_faces(Rgb8Image& picture, std::span<const ReadFace> faces);

}  // namespace mien::cli
