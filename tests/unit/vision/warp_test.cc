#include "vision/warp.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "unit/vision/pictures.h"

namespace mien::vision {
namespace {

using tests::painted;
using tests::Rgb;

bool equal(const Rgb8Image& a, const Rgb8Image& b) {
  return a.width_px() == b.width_px() && a.height_px() == b.height_px() &&
         std::equal(a.row(0), a.row(0) + a.stride_bytes() * a.height_px(), b.row(0));
}

TEST(WarpKernels, AllGiveTheSamePixelsAsTheScalarOne) {
  const std::uint32_t seed = std::random_device{}();
  std::mt19937 random(seed);
  const auto between = [&](double low, double high) { return std::uniform_real_distribution(low, high)(random); };
  const auto fixed = [](double v) { return static_cast<std::int64_t>(std::llround(v * 65'536)); };
  const auto kernels = available_warp_kernels();
  ASSERT_EQ(kernels.front().name, "scalar");
  for (int round = 0; round < 200; ++round) {
    const Rgb8Image picture = painted(1 + random() % 90, 1 + random() % 90, [&](auto, auto) {
      const std::uint32_t v = random();
      return Rgb{static_cast<std::uint8_t>(v), static_cast<std::uint8_t>(v >> 8), static_cast<std::uint8_t>(v >> 16)};
    });
    const double scale = std::exp(between(-4, 1.5)), angle = between(-4, 4);
    const WarpSteps steps{fixed(between(-30, 80)), fixed(between(-30, 80)), fixed(scale * std::cos(angle)),
                          fixed(scale * std::sin(angle))};
    const Rgb8Image expected = warp_by(kernels.front(), picture, steps, 61);
    for (const WarpKernel& kernel : kernels)
      ASSERT_TRUE(equal(warp_by(kernel, picture, steps, 61), expected))
          << kernel.name << " seed " << seed << " round " << round;
    ASSERT_TRUE(equal(warp(picture, steps, 61), expected)) << "seed " << seed << " round " << round;
  }
}

TEST(WarpKernels, ReadNothingBeyondThePicturesLastPixel) {
  // Both corners are inside to the last; what reads further is found by the address sanitizer.
  const Rgb8Image picture = painted(17, 2, [](auto x, auto) { return Rgb{static_cast<std::uint8_t>(x), 7, 9}; });
  for (const WarpKernel& kernel : available_warp_kernels()) {
    const Rgb8Image out = warp_by(kernel, picture, {0, 0, 65'536, 0}, 16);
    for (std::uint32_t x = 0; x < 16; ++x)
      EXPECT_EQ(tests::pixel(out, x, 0), (Rgb{static_cast<std::uint8_t>(x), 7, 9}));
  }
}

}  // namespace
}  // namespace mien::vision
