#include "vision/align.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "unit/vision/pictures.h"

namespace mien::vision {
namespace {

using tests::filled;
using tests::kTemplate128;
using tests::painted;
using tests::pixel;
using tests::placed;
using tests::Rgb;

constexpr AlignmentTemplate kCrop{kTemplate128, 128};
constexpr std::array<Rgb, 5> kDotColours{Rgb{255, 0, 0}, Rgb{0, 255, 0}, Rgb{0, 0, 255}, Rgb{255, 255, 0},
                                         Rgb{0, 255, 255}};

/// A black picture with a soft dot of its own colour at each point.
Rgb8Image with_dots(std::uint32_t width, std::uint32_t height, const Landmarks& points, double radius) {
  return painted(width, height, [&](std::uint32_t x, std::uint32_t y) {
    for (std::size_t i = 0; i < points.size(); ++i) {
      const double d = std::hypot(x - points[i].x, y - points[i].y);
      if (d > 3 * radius) continue;
      const double light = std::exp(-d * d / (radius * radius));
      Rgb out;
      for (std::size_t c = 0; c < 3; ++c) out[c] = static_cast<std::uint8_t>(std::lround(kDotColours[i][c] * light));
      return out;
    }
    return Rgb{0, 0, 0};
  });
}

/// The centre of light of one dot within 8 pixels of where it should be.
PointF dot_at(const Rgb8Image& crop, PointF expected, const Rgb& colour) {
  double sum = 0, sum_x = 0, sum_y = 0;
  for (std::uint32_t y = 0; y < crop.height_px(); ++y)
    for (std::uint32_t x = 0; x < crop.width_px(); ++x) {
      if (std::hypot(x - expected.x, y - expected.y) > 8) continue;
      const Rgb p = pixel(crop, x, y);
      double light = 0;
      for (std::size_t c = 0; c < 3; ++c) light += colour[c] ? p[c] : -static_cast<double>(p[c]);
      light = std::max(0.0, light);
      sum += light;
      sum_x += light * x;
      sum_y += light * y;
    }
  return {static_cast<float>(sum_x / sum), static_cast<float>(sum_y / sum)};
}

TEST(AlignFace, BringsTheLandmarksOntoTheTemplateWhereverTheFaceIs) {
  const unsigned seed = 17;
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> angle(-180, 180), scale(0.6, 4.5), jitter(-40, 40);
  for (int round = 0; round < 24; ++round) {
    const double turn = angle(random), size = scale(random);
    const Landmarks centred = placed(kTemplate128, 0, 1, -64, -82);  // About the middle of the face.
    const Landmarks face = placed(centred, turn, size, 350 + jitter(random), 350 + jitter(random));
    const Rgb8Image crop = align_face(with_dots(700, 700, face, 2.5 * std::max(size, 1.0)), face, kCrop);
    for (std::size_t i = 0; i < face.size(); ++i) {
      const PointF seen = dot_at(crop, kTemplate128[i], kDotColours[i]);
      ASSERT_NEAR(seen.x, kTemplate128[i].x, 1) << "seed " << seed << " round " << round << " landmark " << i;
      ASSERT_NEAR(seen.y, kTemplate128[i].y, 1) << "seed " << seed << " round " << round << " landmark " << i;
    }
  }
}

TEST(AlignFace, CopiesAFaceThatLiesOnTheTemplateAlready) {
  const Rgb8Image picture = painted(128, 128, [](auto x, auto y) {
    return Rgb{static_cast<std::uint8_t>(2 * x), static_cast<std::uint8_t>(2 * y), static_cast<std::uint8_t>(x ^ y)};
  });
  const Rgb8Image crop = align_face(picture, kTemplate128, kCrop);
  for (std::uint32_t y = 0; y < 128; ++y)
    for (std::uint32_t x = 0; x < 128; ++x)
      for (std::size_t c = 0; c < 3; ++c)
        ASSERT_NEAR(pixel(crop, x, y)[c], pixel(picture, x, y)[c], 2) << x << "," << y;
}

TEST(AlignFace, AveragesAFaceLargerThanTheCrop) {
  // One pixel in sixteen is white; sampling at points would find white or black, averaging finds a sixteenth.
  const Rgb8Image picture =
      painted(1024, 1024, [](auto x, auto y) { return x % 4 == 0 && y % 4 == 0 ? Rgb{255, 255, 255} : Rgb{0, 0, 0}; });
  const Rgb8Image crop = align_face(picture, placed(kTemplate128, 0, 4, 200, 200), kCrop);
  for (std::uint32_t y = 0; y < 128; ++y)
    for (std::uint32_t x = 0; x < 128; ++x) ASSERT_NEAR(pixel(crop, x, y)[1], 16, 2) << x << "," << y;
}

TEST(AlignFace, IsBlackOutsideOfThePicture) {
  const Rgb8Image white = filled(100, 100, {255, 255, 255});
  const Rgb8Image crop = align_face(white, placed(kTemplate128, 0, 1, -64, 0), kCrop);  // The left half is cut off.
  EXPECT_EQ(pixel(crop, 30, 50), (Rgb{0, 0, 0}));
  EXPECT_EQ(pixel(crop, 90, 50), (Rgb{255, 255, 255}));
  EXPECT_EQ(pixel(crop, 90, 120), (Rgb{0, 0, 0}));
}

TEST(AlignFace, IsBlackWhereTheFaceMissesThePictureAltogether) {
  const Rgb8Image white = filled(100, 100, {255, 255, 255});
  for (const double scale : {1.0, 5.0}) {
    const Rgb8Image crop = align_face(white, placed(kTemplate128, 0, scale, 5000, -9000), kCrop);
    for (std::uint32_t i = 0; i < 128; ++i) ASSERT_EQ(pixel(crop, i, i), (Rgb{0, 0, 0}));
  }
}

TEST(AlignFace, GivesACropWhateverTheLandmarksAre) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  constexpr float kMax = std::numeric_limits<float>::max();
  const Rgb8Image picture = filled(90, 110, {10, 200, 30});
  std::vector<Landmarks> odd{Landmarks{}, placed(kTemplate128, 0, 1e-6, 50, 50), placed(kTemplate128, 33, 1e7, 0, 0),
                             placed(kTemplate128, 0, 1, 1e30, -1e30), placed(kTemplate128, 70, 1e30, 0, 0)};
  for (const float value : {kNan, kInfinity, -kInfinity, kMax, -kMax, 1e-44F}) {
    Landmarks all;
    all.fill({value, value});
    odd.push_back(all);
    for (std::size_t i = 0; i < all.size(); ++i) {
      Landmarks one = kTemplate128;
      one[i].x = value;
      odd.push_back(one);
      one[(i + 1) % 5].y = -value;
      odd.push_back(one);
    }
  }
  odd.push_back({PointF{10, 10}, PointF{20, 10}, PointF{30, 10}, PointF{40, 10}, PointF{50, 10}});  // On one line.
  for (const Landmarks& landmarks : odd) {
    const Rgb8Image crop = align_face(picture, landmarks, kCrop);
    EXPECT_EQ(crop.width_px(), 128U);
    EXPECT_EQ(crop.height_px(), 128U);
  }
}

TEST(AlignFace, GivesACropWhateverTheNumbersAre) {
  const unsigned seed = 23;
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> exponent(-10, 38);
  const Rgb8Image picture = filled(80, 80, {1, 2, 3});
  for (int round = 0; round < 300; ++round) {
    Landmarks landmarks;
    for (PointF& p : landmarks) {
      p.x = static_cast<float>((random() % 2 ? 1 : -1) * std::pow(10, exponent(random)));
      p.y = static_cast<float>((random() % 2 ? 1 : -1) * std::pow(10, exponent(random)));
    }
    ASSERT_EQ(align_face(picture, landmarks, kCrop).width_px(), 128U) << "seed " << seed << " round " << round;
  }
}

TEST(FitSimilarity, RecoversTurnScaleAndShift) {
  const Landmarks moved = placed(kTemplate128, 25, 1.5, 12, -7);
  const SimilarityTransform t = fit_similarity(kTemplate128, moved);
  EXPECT_NEAR(std::hypot(t.a, t.b), 1.5, 1e-5);
  EXPECT_NEAR(std::atan2(t.b, t.a) * 180 / 3.14159265358979, 25, 1e-4);
  for (std::size_t i = 0; i < moved.size(); ++i) {
    EXPECT_NEAR(t.apply(kTemplate128[i]).x, moved[i].x, 1e-3);
    EXPECT_NEAR(t.apply(kTemplate128[i]).y, moved[i].y, 1e-3);
  }
}

TEST(FitSimilarity, OnlyShiftsPointsThatCoincide) {
  Landmarks same;
  same.fill({10, 10});
  const SimilarityTransform t = fit_similarity(same, kTemplate128);
  EXPECT_EQ(t.a, 1);
  EXPECT_EQ(t.b, 0);
  EXPECT_NEAR(t.apply({10, 10}).x, (40.4 + 87.4 + 64 + 44.7 + 83.6) / 5, 1e-3);
}

}  // namespace
}  // namespace mien::vision
