#include <gtest/gtest.h>
#include <png.h>

#include <algorithm>

#include "adapters/image_codec/image_codec.h"
#include "core/limits.h"
#include "unit/image_codec_pictures.h"

namespace mien::image_codec {
namespace {

using namespace test_pictures;

constexpr std::uint32_t kWidthPx = 97;  // Odd, so that packed rows end within a byte.
constexpr std::uint32_t kHeightPx = 83;

ErrorCode refusal(const Bytes& file) {
  const auto image = ImageCodec().decode(file, {});
  EXPECT_FALSE(image);
  return image ? ErrorCode::kInternal : image.error().code;
}

/// Packs a sample per pixel and channel into rows as PNG stores them.
PngPicture packed(int colour_type, int bit_depth, int channels,
                  const std::function<std::uint32_t(std::uint32_t x, std::uint32_t y, int channel)>& sample) {
  PngPicture picture{kWidthPx, kHeightPx, colour_type};
  for (std::uint32_t y = 0; y < kHeightPx; ++y) {
    std::vector<std::uint8_t> row((std::size_t{kWidthPx} * static_cast<std::size_t>(channels * bit_depth) + 7) / 8);
    std::size_t bit = 0;
    for (std::uint32_t x = 0; x < kWidthPx; ++x) {
      for (int channel = 0; channel < channels; ++channel) {
        const std::uint32_t value = sample(x, y, channel);
        for (int b = bit_depth - 1; b >= 0; --b, ++bit) {
          row[bit / 8] = static_cast<std::uint8_t>(row[bit / 8] | (value >> b & 1) << (7 - bit % 8));
        }
      }
    }
    picture.rows.push_back(std::move(row));
  }
  return picture;
}

void expect_decodes_to(const PngPicture& picture, int bit_depth,
                       const std::function<Pixel(std::uint32_t x, std::uint32_t y)>& expected, int tolerance) {
  for (const bool interlaced : {false, true}) {
    const auto image = ImageCodec().decode(png(picture, {.bit_depth = bit_depth, .interlaced = interlaced}), {});
    ASSERT_TRUE(image) << image.error().detail;
    ASSERT_EQ(image->pixels.width_px(), kWidthPx);
    ASSERT_EQ(image->pixels.height_px(), kHeightPx);
    const auto at_share = [&](double x, double y) {
      return expected(static_cast<std::uint32_t>(x * kWidthPx), static_cast<std::uint32_t>(y * kHeightPx));
    };
    EXPECT_LE(largest_difference(image->pixels, at_share), tolerance)
        << "type " << picture.colour_type << ", " << bit_depth << " bits, interlaced " << interlaced;
  }
}

TEST(Png, DecodesGreyOfEveryDepth) {
  for (const int depth : {1, 2, 4, 8, 16}) {
    const std::uint32_t max = (1U << depth) - 1;
    const auto sample = [max](std::uint32_t x, std::uint32_t y, int) { return (x * 601 + y * 37) & max; };
    expect_decodes_to(
        packed(PNG_COLOR_TYPE_GRAY, depth, 1, sample), depth,
        [&](std::uint32_t x, std::uint32_t y) {
          const int grey = static_cast<int>(sample(x, y, 0) * 255.0 / max + 0.5);
          return Pixel{grey, grey, grey};
        },
        0);
  }
}

TEST(Png, DecodesColourOfBothDepths) {
  for (const int depth : {8, 16}) {
    const std::uint32_t max = (1U << depth) - 1;
    const auto sample = [max](std::uint32_t x, std::uint32_t y, int c) {
      return (x * 641 + y * 97 + static_cast<std::uint32_t>(c) * 12345) & max;
    };
    const auto level = [&](std::uint32_t x, std::uint32_t y, int c) {
      return static_cast<int>(sample(x, y, c) * 255.0 / max + 0.5);
    };
    expect_decodes_to(
        packed(PNG_COLOR_TYPE_RGB, depth, 3, sample), depth,
        [&](std::uint32_t x, std::uint32_t y) { return Pixel{level(x, y, 0), level(x, y, 1), level(x, y, 2)}; }, 0);
  }
}

TEST(Png, LaysAlphaOverWhite) {
  for (const int depth : {8, 16}) {
    for (const int colour_type : {PNG_COLOR_TYPE_RGB_ALPHA, PNG_COLOR_TYPE_GRAY_ALPHA}) {
      const int channels = colour_type == PNG_COLOR_TYPE_RGB_ALPHA ? 4 : 2;
      const std::uint32_t max = (1U << depth) - 1;
      const auto sample = [max](std::uint32_t x, std::uint32_t y, int c) {
        return (x * 641 + y * 97 + static_cast<std::uint32_t>(c) * 12345) & max;
      };
      const auto level = [&](std::uint32_t x, std::uint32_t y, int c) {
        const double alpha = sample(x, y, channels - 1) * 1.0 / max;
        const int source = channels == 4 ? c : 0;
        return static_cast<int>(255 * (1 - alpha) + sample(x, y, source) * 255.0 / max * alpha + 0.5);
      };
      expect_decodes_to(
          packed(colour_type, depth, channels, sample), depth,
          [&](std::uint32_t x, std::uint32_t y) { return Pixel{level(x, y, 0), level(x, y, 1), level(x, y, 2)}; }, 1);
    }
  }
}

TEST(Png, DecodesPalettesOfEveryDepthAndTheirTransparency) {
  for (const int depth : {1, 2, 4, 8}) {
    const std::uint32_t max = (1U << depth) - 1;
    const auto sample = [max](std::uint32_t x, std::uint32_t y, int) { return (x + y * 3) & max; };
    PngPicture picture = packed(PNG_COLOR_TYPE_PALETTE, depth, 1, sample);
    for (std::uint32_t i = 0; i <= max; ++i) {
      const int value = static_cast<int>(i);
      picture.palette.push_back({value, 255 - value, value / 2});
    }
    picture.palette_alpha = {0};  // Colour 0 is transparent: white.
    expect_decodes_to(
        picture, depth,
        [&](std::uint32_t x, std::uint32_t y) {
          const std::uint32_t index = sample(x, y, 0);
          return index == 0 ? Pixel{255, 255, 255} : picture.palette[index];
        },
        0);
  }
}

TEST(Png, TurnsTheTransparentGreyWhite) {
  const auto sample = [](std::uint32_t x, std::uint32_t, int) { return x & 0xFF; };
  PngPicture picture = packed(PNG_COLOR_TYPE_GRAY, 8, 1, sample);
  picture.transparent_grey = 10;
  expect_decodes_to(
      picture, 8,
      [](std::uint32_t x, std::uint32_t) {
        const int grey = x == 10 ? 255 : static_cast<int>(x);
        return Pixel{grey, grey, grey};
      },
      0);
}

TEST(Png, ShrinksToExactBoxAverages) {
  const std::uint32_t sides_px[2] = {203, 117};
  Rgb8Image picture(sides_px[0], sides_px[1]);
  for (std::size_t i = 0; i < picture.stride_bytes() * sides_px[1]; ++i) {
    picture.row(0)[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13);
  }
  for (const bool interlaced : {false, true}) {
    const Bytes file = png(rgb_png(picture), {.interlaced = interlaced});
    for (const std::uint32_t factor : {2U, 4U, 8U}) {
      const auto image = ImageCodec().decode(file, {.long_side_px_min = (203 + factor - 1) / factor});
      ASSERT_TRUE(image) << image.error().detail;
      const Rgb8Image& small = image->pixels;
      ASSERT_EQ(small.width_px(), (203 + factor - 1) / factor);
      for (std::uint32_t y = 0; y < small.height_px(); ++y) {
        for (std::uint32_t i = 0; i < small.width_px() * 3; ++i) {
          std::uint32_t sum = 0;
          std::uint32_t count = 0;
          for (std::uint32_t py = y * factor; py < std::min((y + 1) * factor, sides_px[1]); ++py) {
            for (std::uint32_t px = i / 3 * factor; px < std::min((i / 3 + 1) * factor, sides_px[0]); ++px, ++count) {
              sum += picture.row(py)[px * 3 + i % 3];
            }
          }
          ASSERT_EQ(small.row(y)[i], (sum + count / 2) / count) << factor << " at " << i / 3 << ", " << y;
        }
      }
    }
  }
}

TEST(Png, RefusesBombsByTheirHeader) {
  Bytes file = png(rgb_png(gradient(96, 80)));
  const auto set_size = [&](std::uint32_t width_px, std::uint32_t height_px) {
    for (int i = 0; i < 4; ++i) {
      file[16 + static_cast<std::size_t>(i)] = std::byte(width_px >> (24 - 8 * i) & 0xFF);
      file[20 + static_cast<std::size_t>(i)] = std::byte(height_px >> (24 - 8 * i) & 0xFF);
    }
  };
  for (const auto& [width_px, height_px] :
       {std::pair{65'535U, 65'535U}, {16'385U, 80U}, {80U, 16'385U}, {10'000U, 8'001U}, {0x7FFFFFFFU, 0x7FFFFFFFU}}) {
    set_size(width_px, height_px);
    EXPECT_EQ(refusal(file), ErrorCode::kImageTooLarge) << width_px << " x " << height_px;
  }
  for (const auto& [width_px, height_px] : {std::pair{0U, 80U}, {80U, 0U}, {0x80000000U, 80U}}) {
    set_size(width_px, height_px);
    EXPECT_EQ(refusal(file), ErrorCode::kImageFormat) << width_px << " x " << height_px;
  }
}

TEST(Png, RefusesAWellFormedBombOfOneBitZeros) {
  PngPicture picture{16'384, 16'384, PNG_COLOR_TYPE_GRAY};
  picture.rows.assign(16'384, std::vector<std::uint8_t>(16'384 / 8));
  const Bytes file = png(picture, {.bit_depth = 1});
  EXPECT_LT(file.size(), 200'000U);
  EXPECT_EQ(refusal(file), ErrorCode::kImageTooLarge);
}

TEST(Png, DecodesTheLargestPictureAllowedInASmallBuffer) {
  PngPicture picture{10'000, 8'000, PNG_COLOR_TYPE_GRAY};
  picture.rows.assign(8'000, std::vector<std::uint8_t>(10'000 / 8));
  const auto image = ImageCodec().decode(png(picture, {.bit_depth = 1}), {.long_side_px_min = 1000});
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_EQ(image->pixels.width_px(), 1250U);
  EXPECT_EQ(image->full_width_px, 10'000U);
}

TEST(Png, RefusesABadChecksumInPixelsHeaderAndPalette) {
  Bytes file = png(rgb_png(gradient(96, 80)));
  Bytes header = file;
  header[8 + 8 + 13] ^= std::byte{1};
  EXPECT_EQ(refusal(header), ErrorCode::kImageFormat);
  Bytes pixels = file;
  pixels[pixels.size() - 13] ^= std::byte{1};  // The last byte before the end chunk.
  EXPECT_EQ(refusal(pixels), ErrorCode::kImageFormat);
}

TEST(Png, IgnoresWhatAncillaryChunksHold) {
  const Bytes file = png(rgb_png(gradient(96, 80)));
  const Bytes rubbish(5000, std::byte{0xA5});
  for (const char* type :
       {"iCCP", "zTXt", "iTXt", "tEXt", "eXIf", "gAMA", "cHRM", "sRGB", "sBIT", "pHYs", "tIME", "abcd", "sPLT"}) {
    const auto image = ImageCodec().decode(with_chunk_after_header(file, png_chunk(type, rubbish)), {});
    ASSERT_TRUE(image) << type << ": " << image.error().detail;
    EXPECT_LE(largest_difference(image->pixels, gradient_at), 0) << type;
  }
  Bytes wrong_checksum = png_chunk("tEXt", rubbish);
  wrong_checksum.back() ^= std::byte{1};
  EXPECT_TRUE(ImageCodec().decode(with_chunk_after_header(file, wrong_checksum), {}));
}

TEST(Png, RefusesAnimations) {
  const Bytes file = png(rgb_png(gradient(96, 80)));
  const Bytes control = png_chunk("acTL", Bytes(8, std::byte{1}));
  const Bytes behind_others =
      with_chunk_after_header(with_chunk_after_header(file, control), png_chunk("tEXt", Bytes(300, std::byte{'a'})));
  for (const Bytes& animated : {with_chunk_after_header(file, control), behind_others}) {
    const auto image = ImageCodec().decode(animated, {});
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::kImageFormat);
    EXPECT_EQ(image.error().message, "Animated images are not accepted; send a still one.");
  }
  // Behind the pixels it means nothing, and a text is only a text.
  Bytes late = file;
  late.insert(late.end() - 12, control.begin(), control.end());
  EXPECT_TRUE(ImageCodec().decode(late, {}));
  EXPECT_TRUE(ImageCodec().decode(with_chunk_after_header(file, png_chunk("tEXt", control)), {}));
}

TEST(Png, TakesAncillaryChunksLongerThanTheLibraryDoesByItself) {
  const Bytes file = png(rgb_png(gradient(96, 80)));
  const Bytes longer = with_chunk_after_header(file, png_chunk("zTXt", Bytes(9'000'000, std::byte{'x'})));
  const auto image = ImageCodec().decode(longer, {.bytes_max = limits::kObjectImageBytesMax});
  EXPECT_TRUE(image) << image.error().detail;
}

TEST(Png, RefusesUnknownCriticalChunks) {
  const Bytes file = png(rgb_png(gradient(96, 80)));
  EXPECT_EQ(refusal(with_chunk_after_header(file, png_chunk("ABCD", Bytes(8)))), ErrorCode::kImageFormat);
}

TEST(Png, DoesNotApplyAnExifOrientation) {
  const Bytes file = png(rgb_png(gradient(160, 96)));
  Bytes block = exif(6, ExifOrder::kBig);
  block.erase(block.begin(), block.begin() + 6);
  const auto image = ImageCodec().decode(with_chunk_after_header(file, png_chunk("eXIf", block)), {});
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_EQ(image->pixels.width_px(), 160U);
}

TEST(Png, LetsAMissingEndChunkPassWhenThePictureIsWhole) {
  Bytes file = png(rgb_png(gradient(96, 80)));
  file.resize(file.size() - 12);
  const auto image = ImageCodec().decode(file, {});
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_EQ(largest_difference(image->pixels, gradient_at), 0);
}

}  // namespace
}  // namespace mien::image_codec
