#include "vision/quality.h"

#include <gtest/gtest.h>

#include <random>

#include "unit/vision/pictures.h"

namespace mien::vision {
namespace {

using tests::filled;
using tests::painted;
using tests::pixel;
using tests::Rgb;

Rgb grey(double level) {
  const auto v = static_cast<std::uint8_t>(std::clamp(std::lround(level), 0L, 255L));
  return {v, v, v};
}

Rgb8Image noise(unsigned seed, double mean, double deviation) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(mean, deviation);
  return painted(128, 128, [&](auto, auto) { return grey(normal(random)); });
}

/// The mean over a square of (2 radius + 1) pixels.
Rgb8Image blurred(const Rgb8Image& picture, int radius) {
  const auto size = static_cast<int>(picture.width_px());
  return painted(picture.width_px(), picture.height_px(), [&](std::uint32_t x, std::uint32_t y) {
    double sum = 0;
    for (int dy = -radius; dy <= radius; ++dy)
      for (int dx = -radius; dx <= radius; ++dx) {
        const int u = std::clamp(static_cast<int>(x) + dx, 0, size - 1);
        const int v = std::clamp(static_cast<int>(y) + dy, 0, size - 1);
        sum += pixel(picture, static_cast<std::uint32_t>(u), static_cast<std::uint32_t>(v))[0];
      }
    return grey(sum / ((2 * radius + 1) * (2 * radius + 1)));
  });
}

TEST(Quality, BrightnessIsTheShareOfWhite) {
  EXPECT_FLOAT_EQ(measure_quality(filled(128, 128, {0, 0, 0})).brightness, 0);
  EXPECT_FLOAT_EQ(measure_quality(filled(128, 128, {255, 255, 255})).brightness, 100);
  EXPECT_NEAR(measure_quality(filled(128, 128, {51, 51, 51})).brightness, 20, 0.01);
  EXPECT_NEAR(measure_quality(filled(128, 128, {0, 255, 0})).brightness, 58.6, 0.3);
}

TEST(Quality, AUniformPictureHasNoSharpness) {
  for (const std::uint8_t level : {0, 100, 255})
    EXPECT_EQ(measure_quality(filled(128, 128, {level, level, level})).sharpness, 0);
}

TEST(Quality, NoiseIsAsSharpAsItGets) { EXPECT_GT(measure_quality(noise(1, 128, 40)).sharpness, 95); }

TEST(Quality, BlurLowersSharpnessStepByStep) {
  const Rgb8Image sharp = noise(2, 128, 40);
  float before = measure_quality(sharp).sharpness;
  for (const int radius : {1, 2, 4}) {
    const float now = measure_quality(blurred(sharp, radius)).sharpness;
    EXPECT_LT(now, before - 1) << radius;
    before = now;
  }
}

TEST(Quality, SharpnessHardlyDependsOnLightAndContrast) {
  const auto scene = [](double mean, double contrast) {
    return blurred(
        painted(128, 128, [&](auto x, auto y) { return grey(mean + contrast * ((x / 9 + y / 7) % 2 ? 1 : -1)); }), 1);
  };
  const float full = measure_quality(scene(128, 100)).sharpness;
  EXPECT_NEAR(measure_quality(scene(128, 50)).sharpness, full, 1.5);
  EXPECT_NEAR(measure_quality(scene(80, 50)).sharpness, full, 1.5);
}

TEST(Quality, LooksAtTheMiddleOfTheCropOnly) {
  const Rgb8Image picture = painted(128, 128, [](auto x, auto y) {
    const bool middle = x >= 22 && x < 106 && y >= 30 && y < 122;
    return middle ? Rgb{100, 100, 100} : grey((x + y) % 2 ? 255 : 0);
  });
  const ImageQuality q = measure_quality(picture);
  EXPECT_EQ(q.sharpness, 0);
  EXPECT_NEAR(q.brightness, 39.2, 0.1);
}

TEST(Quality, MeasuresCropsOfEverySizeThatAManifestAllows) {
  for (const std::uint32_t size : {16U, 17U, 112U, 128U, 1024U}) {
    const ImageQuality q = measure_quality(filled(size, size, {255, 255, 255}));
    EXPECT_FLOAT_EQ(q.brightness, 100) << size;
    EXPECT_EQ(q.sharpness, 0) << size;
  }
}

}  // namespace
}  // namespace mien::vision
