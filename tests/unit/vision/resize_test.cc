#include "vision/resize.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "core/model_pack.h"
#include "unit/vision/pictures.h"
#include "vision/tensor.h"

namespace mien::vision {
namespace {

using tests::filled;
using tests::painted;
using tests::pixel;
using tests::Rgb;

Rgb ramp(std::uint32_t x, std::uint32_t y) {
  return {static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), static_cast<std::uint8_t>(x + y)};
}

TEST(BoxShrink, AveragesBlocksExactly) {
  const Rgb8Image picture = painted(4, 2, [](auto x, auto y) {
    return Rgb{static_cast<std::uint8_t>(10 * x + y), 255, static_cast<std::uint8_t>(y * 255)};
  });
  const Rgb8Image half = box_shrink(picture, 2);
  ASSERT_EQ(half.width_px(), 2U);
  ASSERT_EQ(half.height_px(), 1U);
  EXPECT_EQ(pixel(half, 0, 0), (Rgb{6, 255, 128}));  // (0 + 10 + 1 + 11) / 4 = 5.5, halves go up.
  EXPECT_EQ(pixel(half, 1, 0), (Rgb{26, 255, 128}));
}

TEST(BoxShrink, AveragesWhatIsLeftOverOverTheSmallerBlock) {
  const Rgb8Image picture =
      painted(5, 4, [](auto x, auto y) { return x == 4 || y == 3 ? Rgb{200, 0, 100} : Rgb{10, 20, 30}; });
  const Rgb8Image out = box_shrink(picture, 3);
  ASSERT_EQ(out.width_px(), 2U);
  ASSERT_EQ(out.height_px(), 2U);
  EXPECT_EQ(pixel(out, 0, 0), (Rgb{10, 20, 30}));
  EXPECT_EQ(pixel(out, 1, 0), (Rgb{105, 10, 65}));
  EXPECT_EQ(pixel(out, 0, 1), (Rgb{200, 0, 100}));
  EXPECT_EQ(pixel(out, 1, 1), (Rgb{200, 0, 100}));
}

TEST(BoxShrink, CopiesAtFactorOne) {
  const Rgb8Image picture = painted(7, 5, ramp);
  const Rgb8Image copy = box_shrink(picture, 1);
  ASSERT_EQ(copy.width_px(), 7U);
  ASSERT_EQ(copy.height_px(), 5U);
  EXPECT_TRUE(std::equal(picture.row(0), picture.row(0) + 7 * 5 * 3, copy.row(0)));
}

TEST(BoxShrink, MakesOnePixelOfAPictureSmallerThanTheBlock) {
  const Rgb8Image out = box_shrink(filled(3, 2, {9, 8, 7}), 100);
  ASSERT_EQ(out.width_px(), 1U);
  ASSERT_EQ(out.height_px(), 1U);
  EXPECT_EQ(pixel(out, 0, 0), (Rgb{9, 8, 7}));
}

TEST(BoxShrink, IsTheRoundedAverageForEveryFactorAndRegion) {
  const std::uint32_t seed = std::random_device{}();
  std::mt19937 random(seed);
  const Rgb8Image picture = painted(71, 67, [&](auto, auto) {
    const auto level = [&] { return static_cast<std::uint8_t>(random() % 3 == 0 ? 255 : random() % 256); };
    return Rgb{level(), level(), level()};
  });
  for (std::uint32_t factor = 1; factor <= 20; ++factor) {
    const Region region{static_cast<std::uint32_t>(random() % 9), static_cast<std::uint32_t>(random() % 9),
                        static_cast<std::uint32_t>(1 + random() % 60), static_cast<std::uint32_t>(1 + random() % 55)};
    const Rgb8Image out = box_shrink(picture, region, factor);
    ASSERT_EQ(out.width_px(), (region.width + factor - 1) / factor);
    ASSERT_EQ(out.height_px(), (region.height + factor - 1) / factor);
    for (std::uint32_t y = 0; y < out.height_px(); ++y)
      for (std::uint32_t x = 0; x < out.width_px(); ++x)
        for (std::size_t c = 0; c < 3; ++c) {
          std::uint32_t sum = 0, count = 0;
          for (std::uint32_t v = y * factor; v < std::min((y + 1) * factor, region.height); ++v)
            for (std::uint32_t u = x * factor; u < std::min((x + 1) * factor, region.width); ++u, ++count)
              sum += picture.row(region.top + v)[3 * (region.left + u) + c];
          ASSERT_EQ(out.row(y)[3 * x + c], (sum + count / 2) / count) << "seed " << seed << " factor " << factor;
        }
  }
}

class Tensor {
 public:
  Tensor(std::uint32_t width, std::uint32_t height) : width_(width), values_(3 * std::size_t{width} * height, -1.0F) {}
  std::span<float> values() { return values_; }
  float at(std::size_t channel, std::uint32_t x, std::uint32_t y) const {
    return values_[(y * std::size_t{width_} + x) * 3 + channel];
  }

 private:
  std::uint32_t width_;
  std::vector<float> values_;
};

TEST(FitToTensor, NeverEnlargesAndWritesBlueGreenRedWithZerosAround) {
  Tensor tensor(8, 6);
  const Fit fit = fit_to_tensor(
      painted(
          5, 4,
          [](auto x, auto y) { return Rgb{static_cast<std::uint8_t>(100 + x), static_cast<std::uint8_t>(50 + y), 7}; }),
      8, 6, tensor.values());
  EXPECT_EQ(fit.scale_x, 1.0F);
  EXPECT_EQ(fit.scale_y, 1.0F);
  for (std::uint32_t y = 0; y < 6; ++y)
    for (std::uint32_t x = 0; x < 8; ++x) {
      const bool inside = x < 5 && y < 4;
      EXPECT_EQ(tensor.at(0, x, y), inside ? 7.0F : 0.0F);
      EXPECT_EQ(tensor.at(1, x, y), inside ? 50.0F + static_cast<float>(y) : 0.0F);
      EXPECT_EQ(tensor.at(2, x, y), inside ? 100.0F + static_cast<float>(x) : 0.0F);
    }
}

TEST(FitToTensor, KeepsTheShapeOfTheLongerSide) {
  Tensor tensor(64, 64);
  const Fit fit = fit_to_tensor(filled(256, 128, {255, 255, 255}), 64, 64, tensor.values());
  EXPECT_FLOAT_EQ(fit.scale_x, 0.25F);
  EXPECT_FLOAT_EQ(fit.scale_y, 0.25F);
  EXPECT_EQ(tensor.at(0, 63, 31), 255.0F);
  EXPECT_EQ(tensor.at(0, 63, 32), 0.0F);
}

TEST(FitToTensor, KeepsOnePixelOfASlimPicture) {
  Tensor tensor(32, 32);
  fit_to_tensor(filled(16'384, 80, {1, 2, 3}), 32, 32, tensor.values());
  EXPECT_EQ(tensor.at(2, 31, 0), 1.0F);
  EXPECT_EQ(tensor.at(2, 0, 1), 0.0F);
}

/// Where a bright square of 9 pixels around (x, y) is seen in the tensor: the centre of its light.
PointF seen_at(std::uint32_t picture_width, std::uint32_t picture_height, std::uint32_t x, std::uint32_t y) {
  Tensor tensor(96, 96);
  const Fit fit = fit_to_tensor(painted(picture_width, picture_height,
                                        [&](std::uint32_t px, std::uint32_t py) {
                                          const bool lit = px + 4 >= x && px <= x + 4 && py + 4 >= y && py <= y + 4;
                                          return lit ? Rgb{255, 255, 255} : Rgb{0, 0, 0};
                                        }),
                                96, 96, tensor.values());
  float sum = 0, sum_x = 0, sum_y = 0;
  for (std::uint32_t v = 0; v < 96; ++v)
    for (std::uint32_t u = 0; u < 96; ++u) {
      const float light = tensor.at(1, u, v);
      sum += light;
      sum_x += light * static_cast<float>(u);
      sum_y += light * static_cast<float>(v);
    }
  return {fit.picture_x(sum_x / sum), fit.picture_y(sum_y / sum)};
}

TEST(FitToTensor, ItsCoordinatesMapBackOntoThePicture) {
  const std::pair<std::uint32_t, std::uint32_t> sizes[] = {{90, 70}, {130, 100}, {192, 192}, {200, 301}, {500, 400}};
  for (const auto& [width, height] : sizes) {
    const PointF p = seen_at(width, height, width / 3, height * 2 / 3);
    EXPECT_NEAR(p.x, width / 3, 0.6) << width << "x" << height;
    EXPECT_NEAR(p.y, height * 2 / 3, 0.6) << width << "x" << height;
  }
}

TEST(FitToTensor, DoesNotLetFineStripesAlias) {
  Tensor tensor(32, 32);
  fit_to_tensor(painted(320, 320, [](auto x, auto) { return x % 2 ? Rgb{255, 255, 255} : Rgb{0, 0, 0}; }), 32, 32,
                tensor.values());
  for (std::uint32_t x = 0; x < 32; ++x) EXPECT_NEAR(tensor.at(0, x, 5), 127.5F, 1) << x;
}

TEST(WriteTensor, PutsChannelsInTheOrderAsked) {
  const Rgb8Image picture = painted(2, 1, [](auto x, auto) { return x ? Rgb{4, 5, 6} : Rgb{1, 2, 3}; });
  std::vector<float> tensor(6);
  write_tensor(picture, {.order = ChannelOrder::kRgb}, tensor);
  EXPECT_EQ(tensor, (std::vector<float>{1, 2, 3, 4, 5, 6}));
  write_tensor(picture, {.order = ChannelOrder::kBgr}, tensor);
  EXPECT_EQ(tensor, (std::vector<float>{3, 2, 1, 6, 5, 4}));
}

TEST(WriteTensor, TakesMeanAndDeviationOfThePicturesChannelWhateverTheOrder) {
  const Rgb8Image picture = filled(1, 1, {100, 60, 30});
  const PixelScaling scaling{.order = ChannelOrder::kBgr, .mean = {90, 40, 10}, .deviation = {5, 10, 2}};
  std::vector<float> tensor(3);
  write_tensor(picture, scaling, tensor);
  EXPECT_EQ(tensor, (std::vector<float>{10, 2, 2}));
}

}  // namespace
}  // namespace mien::vision
