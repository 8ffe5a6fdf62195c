// What all formats share: order of checks, names of formats, sizes, and the PNG writer.
#include "adapters/image_codec/image_codec.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "adapters/image_codec/orientation.h"
#include "core/limits.h"
#include "unit/image_codec_pictures.h"

namespace mien::image_codec {
namespace {

using namespace test_pictures;

Bytes text_bytes(std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  return {bytes.begin(), bytes.end()};
}

TEST(ImageCodec, RefusesZeroBytesAsFormat) {
  const auto image = ImageCodec().decode({}, {});
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().code, ErrorCode::kImageFormat);
}

TEST(ImageCodec, LooksAtTheLengthBeforeTheContents) {
  Bytes file = jpeg(gradient(96, 80));
  file.resize(limits::kInlineImageBytesMax);
  const auto fits = ImageCodec().decode(file, {});
  EXPECT_TRUE(fits) << fits.error().message;
  for (const std::byte first : {std::byte{0xFF}, std::byte{0}}) {
    file.resize(limits::kInlineImageBytesMax + 1);
    file[0] = first;
    const auto too_long = ImageCodec().decode(file, {});
    ASSERT_FALSE(too_long);
    EXPECT_EQ(too_long.error().code, ErrorCode::kImageTooLarge);
    EXPECT_EQ(too_long.error().message, "The image has more than 5242880 bytes.");
  }
}

TEST(ImageCodec, RefusesWebpWhereOnlyJpegAndPngAreTaken) {
  const Bytes file = lossy_webp(gradient(96, 80));
  const auto refused = ImageCodec().decode(file, {.accepted = AcceptedFormats::kJpegPng});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kImageFormat);
  EXPECT_EQ(refused.error().message, "WebP images are not accepted here; send JPEG or PNG.");
  EXPECT_TRUE(ImageCodec().decode(file, {.accepted = AcceptedFormats::kJpegPngWebp}));
}

TEST(ImageCodec, NamesFormatsThatItKnowsButDoesNotTake) {
  using std::string_literals::operator""s;
  const std::pair<std::string, std::string> files[] = {
      {"GIF89a...", "GIF"},
      {"BM......", "BMP"},
      {"II*\0...."s, "TIFF"},
      {"MM\0*...."s, "TIFF"},
      {"\0\0\0\x18"s + "ftypheic", "HEIC"},
      {"\0\0\0\x18"s + "ftypavif", "AVIF"},
      {"\xFF\x0A...", "JPEG XL"},
      {"\0\0\0\x0CJXL \r\n\x87\n"s, "JPEG XL"},
      {"\0\0\0\x0CjP  \r\n\x87\n"s, "JPEG 2000"},
      {"\0\0\1\0...."s, "ICO"},
      {"8BPS....", "PSD"},
      {"%PDF-1.7", "PDF"},
      {"<?xml version=\"1.0\"?>\n<svg>", "SVG"},
      {"\n <svg xmlns=\"x\">", "SVG"},
  };
  for (const auto& [contents, name] : files) {
    const auto refused = ImageCodec().decode(text_bytes(contents), {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kImageFormat);
    EXPECT_EQ(refused.error().message, name + " images are not accepted; send JPEG or PNG.");
  }
}

TEST(ImageCodec, SaysWhatItTakesWhenTheFileIsOfNoKnownKind) {
  for (const char* contents : {"hello", "RIFF", "RIFF1234WAVE", "x", "<?xml version=\"1.0\"?><html>"}) {
    const auto refused = ImageCodec().decode(text_bytes(contents), {.accepted = AcceptedFormats::kJpegPngWebp});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kImageFormat);
    EXPECT_EQ(refused.error().message, "The file is not an image of a known format; send JPEG, PNG or WebP.");
  }
}

TEST(ImageCodec, RefusesBeginningsOfFilesAtEveryLength) {
  const Bytes files[] = {jpeg(gradient(80, 80), {.quality = 30}), png(rgb_png(gradient(80, 80))),
                         lossy_webp(gradient(80, 80))};
  for (const Bytes& file : files) {
    // The last bytes of a JPEG are its end marker, those of a PNG its end chunk: what is missing then is no picture.
    const std::size_t cut_max = file[0] == std::byte{0xFF} ? file.size() - 3 : file.size() - 13;
    for (std::size_t length = 0; length < cut_max; ++length) {
      const auto image =
          ImageCodec().decode(std::span(file).first(length), {.accepted = AcceptedFormats::kJpegPngWebp});
      ASSERT_FALSE(image) << length << " of " << file.size() << " bytes";
      ASSERT_EQ(image.error().code, ErrorCode::kImageFormat);
    }
  }
}

TEST(ImageCodec, TakesTheShortestSideThatIsAllowedAndNoneBelow) {
  const std::uint32_t side_px = limits::kImageSidePxMin;
  for (const Bytes& file : {jpeg(gradient(side_px, side_px)), png(rgb_png(gradient(side_px, side_px))),
                            lossy_webp(gradient(side_px, side_px))}) {
    const auto image = ImageCodec().decode(file, {.accepted = AcceptedFormats::kJpegPngWebp});
    EXPECT_TRUE(image) << image.error().message;
  }
  for (const Bytes& file : {jpeg(gradient(side_px - 1, 200)), png(rgb_png(gradient(200, side_px - 1))),
                            lossy_webp(gradient(side_px - 1, 200))}) {
    const auto image = ImageCodec().decode(file, {.accepted = AcceptedFormats::kJpegPngWebp});
    ASSERT_FALSE(image);
    EXPECT_EQ(image.error().code, ErrorCode::kImageTooSmall);
    EXPECT_EQ(image.error().message, "A side of the image is shorter than 80 pixels.");
  }
}

TEST(ImageCodec, TakesTinyPicturesWhereTheCallerAllowsThem) {
  for (const Bytes& file : {jpeg(gradient(16, 9)), png(rgb_png(gradient(16, 9))), lossy_webp(gradient(16, 9))}) {
    const auto image =
        ImageCodec().decode(file, {.accepted = AcceptedFormats::kJpegPngWebp, .side_px_min = 9, .long_side_px_min = 1});
    ASSERT_TRUE(image) << image.error().message;
    EXPECT_EQ(image->pixels.width_px(), 2U);
    EXPECT_EQ(image->pixels.height_px(), 2U);
  }
}

TEST(ImageCodec, ShrinksOnlyAsFarAsTheLongSideAllows) {
  struct Case {
    std::uint32_t long_side_px_min;
    std::uint32_t width_px;
    std::uint32_t height_px;
  };
  // 401 x 203: sides round up.
  const Case cases[] = {{0, 401, 203},   {1000, 401, 203}, {401, 401, 203}, {202, 401, 203}, {201, 201, 102},
                        {102, 201, 102}, {101, 101, 51},   {52, 101, 51},   {51, 51, 26},    {1, 51, 26}};
  const Rgb8Image picture = gradient(401, 203);
  for (const Bytes& file :
       {jpeg(picture), png(rgb_png(picture)), png(rgb_png(picture), {.interlaced = true}), lossy_webp(picture)}) {
    for (const Case& c : cases) {
      const auto image = ImageCodec().decode(
          file, {.accepted = AcceptedFormats::kJpegPngWebp, .long_side_px_min = c.long_side_px_min});
      ASSERT_TRUE(image) << image.error().message;
      EXPECT_EQ(image->pixels.width_px(), c.width_px) << c.long_side_px_min;
      EXPECT_EQ(image->pixels.height_px(), c.height_px) << c.long_side_px_min;
      EXPECT_EQ(image->full_width_px, 401U);
      EXPECT_EQ(image->full_height_px, 203U);
      // The rounded-up edge of a shrunk picture covers less than a pixel of the original, hence the wide bound.
      EXPECT_LE(largest_difference(image->pixels, gradient_at), 8) << c.long_side_px_min;
    }
  }
}

TEST(ImageCodec, WritesPngThatReadsBackTheSame) {
  const Rgb8Image picture = gradient(131, 97);
  const auto file = encode_png(picture);
  ASSERT_TRUE(file) << file.error().message;
  const auto back = ImageCodec().decode(*file, {});
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(back->format, ImageFormat::kPng);
  EXPECT_TRUE(
      std::equal(picture.row(0), picture.row(0) + picture.stride_bytes() * picture.height_px(), back->pixels.row(0)));
}

TEST(ImageCodec, RefusesToWriteAnEmptyOrHugePng) {
  const std::uint8_t pixel[3] = {};
  for (const Rgb8View view : {Rgb8View{}, Rgb8View{pixel, 1, 0}, Rgb8View{pixel, limits::kImageSidePxMax + 1, 1}}) {
    const auto file = encode_png(view);
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(Orientation, MovesEachCornerToItsPlace) {
  // Stored 3 x 2 pixels, numbered 1 2 3 / 4 5 6 in the red channel.
  const std::vector<std::vector<int>> upright[] = {
      {},
      {{1, 2, 3}, {4, 5, 6}},
      {{3, 2, 1}, {6, 5, 4}},
      {{6, 5, 4}, {3, 2, 1}},
      {{4, 5, 6}, {1, 2, 3}},
      {{1, 4}, {2, 5}, {3, 6}},
      {{4, 1}, {5, 2}, {6, 3}},
      {{6, 3}, {5, 2}, {4, 1}},
      {{3, 6}, {2, 5}, {1, 4}},
  };
  for (int value = 1; value <= 8; ++value) {
    Rgb8Image stored(3, 2);
    for (std::uint32_t i = 0; i < 6; ++i) stored.row(0)[i * 3] = static_cast<std::uint8_t>(i + 1);
    const Rgb8Image turned = made_upright(std::move(stored), static_cast<Orientation>(value));
    const auto& expected = upright[value];
    ASSERT_EQ(turned.height_px(), expected.size());
    for (std::uint32_t y = 0; y < turned.height_px(); ++y) {
      ASSERT_EQ(turned.width_px(), expected[y].size());
      for (std::uint32_t x = 0; x < turned.width_px(); ++x) EXPECT_EQ(turned.row(y)[x * 3], expected[y][x]) << value;
    }
  }
}

}  // namespace
}  // namespace mien::image_codec
