#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "adapters/image_codec/image_codec.h"
#include "draw.h"

namespace mien::cli {
namespace {

Rgb8Image black(std::uint32_t width_px, std::uint32_t height_px) {
  Rgb8Image picture(width_px, height_px);
  std::memset(picture.row(0), 0, picture.stride_bytes() * height_px);
  return picture;
}

/// One character for each pixel: '#' where anything was drawn.
std::string shape(const Rgb8Image& picture) {
  std::string out;
  for (std::uint32_t y = 0; y < picture.height_px(); ++y) {
    for (std::uint32_t x = 0; x < picture.width_px(); ++x) {
      const std::uint8_t* p = picture.row(y) + std::size_t{x} * 3;
      out += p[0] || p[1] || p[2] ? '#' : '.';
    }
    out += '\n';
  }
  return out;
}

TEST(Painter, WritesDigits) {
  Rgb8Image picture = black(13, 7);
  Painter(picture).text(0, 0, 1, "1 .", {255, 255, 255});
  EXPECT_EQ(shape(picture).substr(0, 28), "..#..........\n.##..........\n");
  Rgb8Image point = black(5, 7);
  Painter(point).text(0, 0, 1, ".", {1, 0, 0});
  EXPECT_EQ(shape(point), ".....\n.....\n.....\n.....\n.....\n.##..\n.##..\n");
  EXPECT_EQ(Painter::text_width(2, "10"), 22);
  EXPECT_EQ(Painter::text_height(2), 14);
}

TEST(Painter, LeavesOutWhatLiesOutside) {
  Rgb8Image picture = black(4, 3);
  Painter painter(picture);
  painter.fill(-5, -5, 1, 1, {9, 9, 9});
  painter.fill(3, 2, 99, 99, {9, 9, 9});
  painter.fill(9, 9, 5, 5, {9, 9, 9});
  EXPECT_EQ(shape(picture), "#...\n....\n...#\n");
}

TEST(Painter, FramesWithoutFilling) {
  Rgb8Image picture = black(6, 5);
  Painter(picture).frame(1, 1, 4, 3, 1, {9, 9, 9});
  EXPECT_EQ(shape(picture), "......\n.####.\n.#..#.\n.####.\n......\n");
}

TEST(DrawFaces, TakesFacesThatLeaveThePicture) {
  Rgb8Image picture = black(80, 80);
  ReadFace face;
  face.face.box = {-1e9F, -0.5F, 3e9F, 2.0F};
  face.face.width_px = 1e9F;
  face.face.confidence_pct = 99.99F;
  for (auto& point : face.face.landmarks) point = {1e9F, -1e9F};
  draw_faces(picture, {&face, 1});
  EXPECT_NE(shape(picture).find('#'), std::string::npos);
}

TEST(EncodeJpeg, GivesAPictureThatReadsBack) {
  Rgb8Image picture(200, 120);
  for (std::uint32_t y = 0; y < 120; ++y)
    for (std::uint32_t x = 0; x < 200; ++x) {
      std::uint8_t* p = picture.row(y) + std::size_t{x} * 3;
      p[0] = static_cast<std::uint8_t>(x), p[1] = static_cast<std::uint8_t>(2 * y), p[2] = 90;
    }
  const auto file = image_codec::encode_jpeg(picture, 95);
  ASSERT_TRUE(file) << file.error().message;
  const auto read = image_codec::ImageCodec().decode(*file, {});
  ASSERT_TRUE(read) << read.error().message;
  ASSERT_EQ(read->full_width_px, 200U);
  ASSERT_EQ(read->full_height_px, 120U);
  for (std::uint32_t y = 0; y < 120; ++y)
    for (std::size_t i = 0; i < 600; ++i) ASSERT_LE(std::abs(read->pixels.row(y)[i] - picture.row(y)[i]), 8);
}

TEST(EncodeJpeg, RefusesWhatIsNoPictureOrQuality) {
  const Rgb8Image picture = black(80, 80);
  EXPECT_EQ(image_codec::encode_jpeg(Rgb8View{}, 90).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(image_codec::encode_jpeg(picture, 0).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(image_codec::encode_jpeg(picture, 101).error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace mien::cli
