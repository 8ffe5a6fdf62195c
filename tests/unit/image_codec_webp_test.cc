#include <gtest/gtest.h>

#include "adapters/image_codec/image_codec.h"
#include "unit/image_codec_pictures.h"

namespace mien::image_codec {
namespace {

using namespace test_pictures;

Result<DecodedImage> decode(const Bytes& file, std::uint32_t long_side_px_min = 0) {
  return ImageCodec().decode(file, {.accepted = AcceptedFormats::kJpegPngWebp, .long_side_px_min = long_side_px_min});
}

/// The gradient with an alpha that grows to the right.
std::vector<std::uint8_t> rgba_gradient(std::uint32_t width_px, std::uint32_t height_px, bool opaque) {
  const Rgb8Image picture = gradient(width_px, height_px);
  std::vector<std::uint8_t> rgba;
  for (std::uint32_t y = 0; y < height_px; ++y) {
    for (std::uint32_t x = 0; x < width_px; ++x) {
      const std::uint8_t* rgb = picture.row(y) + std::size_t{x} * 3;
      const auto alpha = static_cast<std::uint8_t>(opaque ? 255 : 255 * x / (width_px - 1));
      rgba.insert(rgba.end(), {rgb[0], rgb[1], rgb[2], alpha});
    }
  }
  return rgba;
}

Pixel over_white(double x, double y) {
  const Pixel p = gradient_at(x, y);
  const auto lay = [x](int channel) { return static_cast<int>(channel * x + 255 * (1 - x) + 0.5); };
  return {lay(p.red), lay(p.green), lay(p.blue)};
}

TEST(Webp, DecodesLossyAndLosslessAtEveryScale) {
  const Rgb8Image picture = gradient(200, 120);
  for (const Bytes& file : {lossy_webp(picture), lossless_webp(rgba_gradient(200, 120, true), 200, 120)}) {
    for (const std::uint32_t factor : {1U, 2U, 4U, 8U}) {
      const auto image = decode(file, 200 / factor);
      ASSERT_TRUE(image) << image.error().detail;
      EXPECT_EQ(image->format, ImageFormat::kWebp);
      EXPECT_EQ(image->pixels.width_px(), 200 / factor);
      EXPECT_EQ(image->full_width_px, 200U);
      EXPECT_LE(largest_difference(image->pixels, gradient_at), 9) << factor;
    }
  }
}

TEST(Webp, LaysAlphaOverWhite) {
  const Bytes file = lossless_webp(rgba_gradient(200, 120, false), 200, 120);
  for (const std::uint32_t factor : {1U, 2U, 4U, 8U}) {
    const auto image = decode(file, 200 / factor);
    ASSERT_TRUE(image) << image.error().detail;
    EXPECT_LE(largest_difference(image->pixels, over_white), 3) << factor;
  }
}

TEST(Webp, RefusesAnimations) {
  const Bytes frame = lossy_webp(gradient(200, 120));
  const Bytes small = lossy_webp(gradient(100, 60));
  // Of two pictures, of one, of none, and with one outside of the canvas.
  for (const Bytes& file : {animated_webp(200, 120, {{frame, 0, 0, 200, 120}, {frame, 0, 0, 200, 120}}),
                            animated_webp(200, 120, {{frame, 0, 0, 200, 120}}), animated_webp(200, 120, {}),
                            animated_webp(200, 120, {{small, 120, 20, 100, 60}})}) {
    const auto image = decode(file);
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::kImageFormat);
    EXPECT_EQ(image.error().message, "Animated images are not accepted; send a still one.");
  }
}

TEST(Webp, IsMadeUprightByItsExif) {
  const Bytes still = lossy_webp(gradient(160, 96));
  const auto image = decode(webp_with_exif(still, 160, 96, exif(6, ExifOrder::kLittle)), 80);
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_EQ(image->full_width_px, 96U);
  EXPECT_EQ(image->full_height_px, 160U);
  ASSERT_EQ(image->pixels.width_px(), 48U);
  EXPECT_LE(largest_difference(image->pixels, [](double x, double y) { return gradient_at(y, 1 - x); }), 8);
}

TEST(Webp, TakesOnlyOnePrefixOffItsExif) {
  // Millions of prefixes, each a call of its own, would be too many for any stack.
  constexpr std::string_view kPrefix{"Exif\0\0", 6};
  constexpr std::size_t kPrefixes = 2'400'000;
  Bytes block;
  block.reserve(kPrefixes * kPrefix.size() + 100);
  for (std::size_t i = 0; i < kPrefixes; ++i)
    for (const char c : kPrefix) block.push_back(static_cast<std::byte>(c));
  const Bytes turned = exif(6, ExifOrder::kLittle);
  block.insert(block.end(), turned.begin(), turned.end());
  const auto image = ImageCodec().decode(
      webp_with_exif(lossy_webp(gradient(160, 96)), 160, 96, block),
      {.accepted = AcceptedFormats::kJpegPngWebp, .bytes_max = block.size() + 100'000, .long_side_px_min = 0});
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_EQ(image->full_width_px, 160U);
}

TEST(Webp, RefusesACanvasBeyondTheLimits) {
  const Bytes small = lossy_webp(gradient(100, 60));
  for (const auto& [width_px, height_px] : {std::pair{16'385U, 100U}, {10'000U, 8'001U}}) {
    const auto image = decode(animated_webp(width_px, height_px, {{small, 0, 0, 100, 60}}));
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::kImageTooLarge) << width_px << " x " << height_px;
  }
}

}  // namespace
}  // namespace mien::image_codec
