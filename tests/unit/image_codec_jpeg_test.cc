#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "adapters/image_codec/image_codec.h"
#include "core/limits.h"
#include "unit/image_codec_pictures.h"

namespace mien::image_codec {
namespace {

using namespace test_pictures;

Pixel grey_gradient_at(double x, double y) {
  const Pixel p = gradient_at(x, y);
  const int luma = static_cast<int>(0.299 * p.red + 0.587 * p.green + 0.114 * p.blue + 0.5);
  return {luma, luma, luma};
}

constexpr std::byte kMarker{0xFF};

/// Where the last marker of this kind starts.
std::size_t last_marker(const Bytes& file, std::uint8_t kind) {
  for (std::size_t i = file.size() - 1; i > 0; --i) {
    if (file[i - 1] == kMarker && file[i] == std::byte{kind}) return i - 1;
  }
  ADD_FAILURE() << "no marker " << int{kind};
  return 0;
}

constexpr std::uint8_t kStartOfScan = 0xDA;
constexpr std::uint8_t kStartOfBaseline = 0xC0;

void set_size(Bytes& file, std::uint8_t frame_kind, std::uint32_t width_px, std::uint32_t height_px) {
  const std::size_t frame = last_marker(file, frame_kind);
  file[frame + 5] = std::byte(height_px >> 8);
  file[frame + 6] = std::byte(height_px & 0xFF);
  file[frame + 7] = std::byte(width_px >> 8);
  file[frame + 8] = std::byte(width_px & 0xFF);
}

ErrorCode refusal(const Bytes& file) {
  const auto image = ImageCodec().decode(file, {});
  EXPECT_FALSE(image);
  return image ? ErrorCode::kInternal : image.error().code;
}

TEST(Jpeg, DecodesEveryCodingAndSampling) {
  const Rgb8Image picture = gradient(208, 136);
  const JpegOptions variants[] = {
      {},
      {.luma_columns = 2, .luma_rows = 1},
      {.luma_columns = 2, .luma_rows = 2},
      {.luma_columns = 4, .luma_rows = 1},
      {.luma_columns = 1, .luma_rows = 2},
      {.progressive = true},
      {.luma_columns = 2, .luma_rows = 2, .progressive = true},
      {.arithmetic = true},
      {.progressive = true, .arithmetic = true},
      {.luma_columns = 2, .luma_rows = 2, .restart_rows = 1},
      {.colour = JpegColour::kRgb},
      {.colour = JpegColour::kCmyk},
      {.colour = JpegColour::kYcck},
      {.colour = JpegColour::kYcck, .progressive = true},
  };
  for (std::size_t i = 0; i < std::size(variants); ++i) {
    const Bytes file = jpeg(picture, variants[i]);
    for (const std::uint32_t long_side_px_min : {0U, 104U, 52U, 26U}) {
      const auto image = ImageCodec().decode(file, {.long_side_px_min = long_side_px_min});
      ASSERT_TRUE(image) << i << ": " << image.error().detail;
      EXPECT_EQ(image->format, ImageFormat::kJpeg);
      EXPECT_LE(largest_difference(image->pixels, gradient_at), 12) << i << " at " << long_side_px_min;
    }
  }
}

TEST(Jpeg, DecodesGreyToRgb) {
  const auto image = ImageCodec().decode(jpeg(gradient(96, 80), {.colour = JpegColour::kGrey}), {});
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_LE(largest_difference(image->pixels, grey_gradient_at), 4);
}

TEST(Jpeg, IsMadeUprightForEachOrientationInBothByteOrders) {
  // Where a place of the upright picture lies in the stored one.
  const std::function<Pixel(double, double)> stored_at[] = {
      {},
      [](double x, double y) { return gradient_at(x, y); },
      [](double x, double y) { return gradient_at(1 - x, y); },
      [](double x, double y) { return gradient_at(1 - x, 1 - y); },
      [](double x, double y) { return gradient_at(x, 1 - y); },
      [](double x, double y) { return gradient_at(y, x); },
      [](double x, double y) { return gradient_at(y, 1 - x); },
      [](double x, double y) { return gradient_at(1 - y, 1 - x); },
      [](double x, double y) { return gradient_at(1 - y, x); },
  };
  const Rgb8Image picture = gradient(160, 96);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const ExifOrder order : {ExifOrder::kLittle, ExifOrder::kBig}) {
      const Bytes file = jpeg(picture, {.app1 = {exif(orientation, order)}});
      for (const std::uint32_t factor : {1U, 2U, 4U}) {
        const auto image = ImageCodec().decode(file, {.long_side_px_min = 160 / factor});
        ASSERT_TRUE(image) << image.error().detail;
        const bool turned = orientation >= 5;
        EXPECT_EQ(image->full_width_px, turned ? 96U : 160U);
        EXPECT_EQ(image->full_height_px, turned ? 160U : 96U);
        EXPECT_EQ(image->pixels.width_px(), (turned ? 96U : 160U) / factor);
        EXPECT_EQ(image->pixels.height_px(), (turned ? 160U : 96U) / factor);
        EXPECT_LE(largest_difference(image->pixels, stored_at[orientation]), 6) << orientation << " / " << factor;
      }
    }
  }
}

TEST(Jpeg, IgnoresExifThatIsBrokenOrWithoutOrientation) {
  Bytes endless = exif(6, ExifOrder::kLittle);
  endless[6 + 4] = std::byte{0xF0};  // The directory lies outside.
  Bytes many_entries = exif(6, ExifOrder::kBig);
  many_entries[6 + 8] = std::byte{0xFF};
  many_entries[6 + 22] = std::byte{0x02};  // No entry is the orientation now.
  Bytes cut = exif(6, ExifOrder::kBig);
  cut.resize(6 + 29);
  const Bytes blocks[] = {endless,  many_entries, cut, exif(0, ExifOrder::kBig), exif(9, ExifOrder::kLittle),
                          Bytes(6), Bytes{}};
  for (const Bytes& block : blocks) {
    const auto image = ImageCodec().decode(jpeg(gradient(160, 96), {.app1 = {block}}), {});
    ASSERT_TRUE(image) << image.error().detail;
    EXPECT_EQ(image->pixels.width_px(), 160U);
    EXPECT_LE(largest_difference(image->pixels, gradient_at), 6);
  }
}

TEST(Jpeg, LooksIntoEachOfAMillionSegmentsOnce) {
  // libjpeg would need minutes to keep them all: it walks over those that it has for each further one.
  Bytes file = jpeg(gradient(160, 80), {.app1 = {exif(6, ExifOrder::kBig)}});
  constexpr std::size_t kSegments = 1'000'000;
  const Bytes empty{kMarker, std::byte{0xE1}, std::byte{0}, std::byte{2}};
  Bytes segments;
  segments.reserve(kSegments * empty.size());
  for (std::size_t i = 0; i < kSegments; ++i) segments.insert(segments.end(), empty.begin(), empty.end());
  file.insert(file.begin() + 2, segments.begin(), segments.end());
  const auto picture = ImageCodec().decode(file, {});
  ASSERT_TRUE(picture) << picture.error().detail;
  EXPECT_EQ(picture->full_width_px, 80U) << "the orientation is in the last segment";
}

TEST(Jpeg, TakesTheFirstOrientationOfSeveralExifBlocks) {
  const auto image = ImageCodec().decode(
      jpeg(gradient(160, 96),
           {.app1 = {Bytes(40), exif(0, ExifOrder::kBig), exif(8, ExifOrder::kBig), exif(1, ExifOrder::kBig)}}),
      {});
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_EQ(image->pixels.width_px(), 96U);
}

TEST(Jpeg, RefusesMorePixelsOrLongerSidesThanAllowedByTheHeaderAlone) {
  Bytes file = jpeg(gradient(96, 80));
  for (const auto& [width_px, height_px] : {std::pair{65'500U, 65'500U},
                                            {65'535U, 65'535U},
                                            {16'385U, 80U},
                                            {80U, 16'385U},
                                            {10'000U, 8'001U},
                                            {16'384U, 16'384U}}) {
    set_size(file, kStartOfBaseline, width_px, height_px);
    EXPECT_EQ(refusal(file), ErrorCode::kImageTooLarge) << width_px << " x " << height_px;
  }
  // Within the limits, but then the data end early; 0 rows would need a later DNL marker, which nobody writes.
  set_size(file, kStartOfBaseline, 10'000, 8'000);
  EXPECT_EQ(refusal(file), ErrorCode::kImageFormat);
  set_size(file, kStartOfBaseline, 96, 0);
  EXPECT_EQ(refusal(file), ErrorCode::kImageFormat);
}

Bytes with_last_scan_repeated(const Bytes& file, int times) {
  const auto scan = file.begin() + static_cast<std::ptrdiff_t>(last_marker(file, kStartOfScan));
  const auto end = file.end() - 2;
  Bytes longer(file.begin(), scan);
  for (int i = 0; i < times; ++i) longer.insert(longer.end(), scan, end);
  longer.insert(longer.end(), end, file.end());
  return longer;
}

/// A grey progressive file of one scan, made from a baseline one: the first coefficient of every block, all with the
/// first code of the table (2 bits). That scan may come again and again without breaking a rule of progression.
Bytes progressive_of_one_scan(std::uint32_t width_px, std::uint32_t height_px) {
  constexpr std::uint8_t kStartOfProgressive = 0xC2;
  Bytes file = jpeg(gradient(80, 80), {.colour = JpegColour::kGrey});
  file[last_marker(file, kStartOfBaseline) + 1] = std::byte{kStartOfProgressive};
  set_size(file, kStartOfProgressive, width_px, height_px);
  const std::size_t scan = last_marker(file, kStartOfScan);
  file[scan + 8] = std::byte{0};
  file.resize(scan + 10);
  const std::size_t blocks = std::size_t{width_px / 8} * (height_px / 8);
  file.insert(file.end(), blocks * 2 / 8, std::byte{0});
  file.insert(file.end(), {std::byte{0xFF}, std::byte{0xD9}});
  return file;
}

TEST(Jpeg, RefusesMoreScansThanAllowed) {
  const Bytes file = progressive_of_one_scan(80, 80);
  const auto allowed = ImageCodec().decode(with_last_scan_repeated(file, limits::kProgressiveScansMax), {});
  EXPECT_TRUE(allowed) << allowed.error().detail;
  const auto refused = ImageCodec().decode(with_last_scan_repeated(file, limits::kProgressiveScansMax + 1), {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(refused.error().message, "The JPEG has more than 500 scans.");
}

TEST(Jpeg, RefusesFewerScansWhenThePictureIsLarge) {
  const ImageDecoder::Options options{.bytes_max = limits::kObjectImageBytesMax, .long_side_px_min = 1000};
  const Bytes file = progressive_of_one_scan(8'000, 10'000);
  const auto allowed = ImageCodec().decode(with_last_scan_repeated(file, 24), options);
  EXPECT_TRUE(allowed) << allowed.error().detail;
  const auto refused = ImageCodec().decode(with_last_scan_repeated(file, 25), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(refused.error().message, "The JPEG has too many scans for its size.");
}

TEST(Jpeg, CountsArithmeticScansByWhatTheyCost) {
  constexpr std::uint8_t kStartOfArithmetic = 0xC9;
  constexpr std::uint8_t kStartOfProgressiveArithmetic = 0xCA;
  Bytes file = jpeg(gradient(80, 80), {.colour = JpegColour::kGrey, .arithmetic = true});
  file[last_marker(file, kStartOfArithmetic) + 1] = std::byte{kStartOfProgressiveArithmetic};
  set_size(file, kStartOfProgressiveArithmetic, 8'000, 10'000);
  const std::size_t scan = last_marker(file, kStartOfScan);
  file[scan + 8] = std::byte{0};
  file.resize(scan + 10);  // No data at all: the decoder reads zeros, which say "no difference" everywhere.
  file.insert(file.end(), {std::byte{0xFF}, std::byte{0xD9}});
  const ImageDecoder::Options options{.bytes_max = limits::kObjectImageBytesMax, .long_side_px_min = 1000};
  const auto allowed = ImageCodec().decode(with_last_scan_repeated(file, 4), options);
  EXPECT_TRUE(allowed) << allowed.error().detail;
  const auto refused = ImageCodec().decode(with_last_scan_repeated(file, 5), options);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(refused.error().message, "The JPEG has too many scans for its size.");
}

TEST(Jpeg, RefusesDataThatEndEarly) {
  for (const JpegOptions& options :
       {JpegOptions{}, JpegOptions{.progressive = true}, JpegOptions{.arithmetic = true},
        JpegOptions{.restart_rows = 1}, JpegOptions{.progressive = true, .arithmetic = true}}) {
    const Bytes file = jpeg(gradient(160, 96), options);
    for (const std::size_t keep_pct : {1U, 10U, 50U, 90U, 97U}) {
      const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() * keep_pct / 100));
      EXPECT_EQ(refusal(cut), ErrorCode::kImageFormat) << keep_pct << " %";
    }
  }
}

TEST(Jpeg, RefusesAnEndMarkerBeforeTheLastRow) {
  Bytes file = jpeg(gradient(160, 96));
  file.resize(file.size() * 3 / 4);
  file.insert(file.end(), {std::byte{0xFF}, std::byte{0xD9}});
  EXPECT_EQ(refusal(file), ErrorCode::kImageFormat);
}

TEST(Jpeg, RefusesProgressiveFilesThatStopBetweenScans) {
  const Bytes file = jpeg(gradient(160, 96), {.progressive = true});
  const Bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(last_marker(file, kStartOfScan)));
  EXPECT_EQ(refusal(cut), ErrorCode::kImageFormat);
}

TEST(Jpeg, LetsAMissingEndMarkerPassWhenThePictureIsWhole) {
  for (const bool progressive : {false, true}) {
    Bytes file = jpeg(gradient(160, 96), {.progressive = progressive});
    file.resize(file.size() - 2);
    const auto image = ImageCodec().decode(file, {});
    ASSERT_TRUE(image) << image.error().detail;
    EXPECT_LE(largest_difference(image->pixels, gradient_at), 6);
  }
}

TEST(Jpeg, LetsBytesAroundThePicturePass) {
  Bytes file = jpeg(gradient(160, 96));
  file.insert(file.begin() + static_cast<std::ptrdiff_t>(last_marker(file, kStartOfScan)), 5, std::byte{0});
  file.insert(file.end(), 1000, std::byte{0x5A});
  const auto image = ImageCodec().decode(file, {});
  ASSERT_TRUE(image) << image.error().detail;
  EXPECT_LE(largest_difference(image->pixels, gradient_at), 6);
}

TEST(Jpeg, RefusesTheWrongRestartMarker) {
  Bytes file = jpeg(gradient(160, 96), {.restart_rows = 1});
  file[last_marker(file, 0xD1) + 1] = std::byte{0xD4};
  EXPECT_EQ(refusal(file), ErrorCode::kImageFormat);
}

TEST(Jpeg, RefusesFramesWithoutDecoder) {
  for (const std::uint8_t kind : {0xC3, 0xC5, 0xCB, 0xCF}) {  // Lossless, hierarchical, and their arithmetic kin.
    Bytes file = jpeg(gradient(160, 96));
    file[last_marker(file, kStartOfBaseline) + 1] = std::byte{kind};
    EXPECT_EQ(refusal(file), ErrorCode::kImageFormat);
  }
}

TEST(Jpeg, KeepsWhatTheLibrarySaidForTheLogOnly) {
  const Bytes file = jpeg(gradient(160, 96));
  const auto image = ImageCodec().decode(std::span(file).first(file.size() / 2), {});
  ASSERT_FALSE(image);
  EXPECT_EQ(image.error().message, "The image is broken or cut short.");
  EXPECT_NE(image.error().detail, "");
}

}  // namespace
}  // namespace mien::image_codec
