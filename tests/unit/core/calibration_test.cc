#include "core/calibration.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace mien {
namespace {

using Knots = std::vector<Calibration::Knot>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Calibration made(Knots knots) {
  auto made = Calibration::from_knots(std::move(knots));
  EXPECT_TRUE(made) << made.error().message;
  return *std::move(made);
}

TEST(SimilarityScale, HasItsFixedPoints) {
  const std::pair<double, double> points[] = {{0, 0},   {-1, 25}, {-2, 50}, {-3, 60},   {-4, 70},
                                              {-5, 80}, {-6, 90}, {-7, 99}, {-8, 99.9}, {-9, 99.99}};
  for (const auto& [log10_fmr, similarity] : points) {
    EXPECT_NEAR(similarity_at_log10_fmr(log10_fmr), similarity, 1e-9);
    EXPECT_NEAR(log10_fmr_at_similarity(similarity), log10_fmr, 1e-9);
  }
  EXPECT_EQ(log10_fmr_at_similarity(100), -kInfinity);
  EXPECT_EQ(similarity_at_log10_fmr(-kInfinity), 100);
}

TEST(SimilarityScale, ClampsWhatLiesOutside) {
  EXPECT_EQ(similarity_at_log10_fmr(3), 0);
  EXPECT_EQ(log10_fmr_at_similarity(-5), 0);
  EXPECT_EQ(log10_fmr_at_similarity(150), -kInfinity);
}

TEST(Calibration, IsLinearBetweenTheKnotsAndGoesOnBeyondTheLast) {
  const Calibration c = made({{0, 0}, {0.2, -2}, {0.4, -6}});
  EXPECT_DOUBLE_EQ(c.log10_fmr(-0.5), 0);
  EXPECT_DOUBLE_EQ(c.log10_fmr(0), 0);
  EXPECT_DOUBLE_EQ(c.log10_fmr(0.1), -1);
  EXPECT_DOUBLE_EQ(c.log10_fmr(0.2), -2);
  EXPECT_DOUBLE_EQ(c.log10_fmr(0.3), -4);
  EXPECT_DOUBLE_EQ(c.log10_fmr(0.4), -6);
  EXPECT_NEAR(c.log10_fmr(0.45), -7, 1e-9);
  EXPECT_FLOAT_EQ(c.similarity(0.2), 50);
  EXPECT_FLOAT_EQ(c.similarity(0.4), 90);
  EXPECT_NEAR(c.similarity(0.45), 99, 1e-4);
}

TEST(Calibration, GivesAHundredToTheSamePictureOnly) {
  const Calibration c = made({{0, 0}, {0.9, -2}});
  EXPECT_EQ(c.similarity(1), 100);
  EXPECT_EQ(c.similarity(0.9999), 100);
  EXPECT_LT(c.similarity(0.9998), 100);
}

TEST(Calibration, GivesNothingToWhatIsNoNumber) {
  const Calibration c = made({{0, 0}, {0.2, -2}});
  EXPECT_EQ(c.similarity(kNan), 0);
  EXPECT_EQ(c.similarity(-kInfinity), 0);
  EXPECT_EQ(c.similarity(kInfinity), 100);
}

TEST(Calibration, FindsTheCosineOfASimilarity) {
  const Calibration c = made({{0, 0}, {0.2, -2}, {0.4, -6}});
  EXPECT_EQ(c.cosine_at(0), -1);
  EXPECT_EQ(c.cosine_at(-7), -1);
  EXPECT_NEAR(c.cosine_at(50), 0.2, 1e-12);
  EXPECT_NEAR(c.cosine_at(90), 0.4, 1e-12);
  EXPECT_NEAR(c.cosine_at(99), 0.45, 1e-9);
  EXPECT_EQ(c.cosine_at(100), 0.9999);
  EXPECT_EQ(c.cosine_at(1000), 0.9999);
}

/// Two to twenty knots with rising cosines and falling rates.
Calibration random_calibration(std::mt19937& random) {
  std::uniform_real_distribution<double> step(0.005, 0.1), fall(0.05, 1.5);
  Knots knots{{-0.3, 0}};
  const std::size_t count = 2 + random() % 18;
  while (knots.size() < count)
    knots.push_back({knots.back().cosine + step(random) * 0.6, knots.back().log10_fmr - fall(random)});
  return made(knots);
}

TEST(Calibration, NeverFallsWhenTheCosineRises) {
  const unsigned seed = 7;
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    const Calibration c = random_calibration(random);
    float before = -1;
    for (double cosine = -1; cosine <= 1.001; cosine += 0.003) {
      const float now = c.similarity(cosine);
      ASSERT_GE(now, before) << "seed " << seed << " round " << round << " cosine " << cosine;
      ASSERT_GE(now, 0);
      ASSERT_LE(now, 100);
      before = now;
    }
  }
}

TEST(Calibration, CosineAtIsTheInverse) {
  const unsigned seed = 11;
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> any(0.01, 99.99);
  for (int round = 0; round < 500; ++round) {
    const Calibration c = random_calibration(random);
    const double similarity = any(random);
    const double cosine = c.cosine_at(similarity);
    if (cosine >= 0.9999) continue;  // The scale ends there.
    ASSERT_NEAR(c.similarity(cosine), similarity, 1e-4) << "seed " << seed << " round " << round;
    ASSERT_LT(c.similarity(cosine - 1e-4), similarity) << "seed " << seed << " round " << round;
  }
}

TEST(Calibration, RefusesBrokenKnots) {
  for (const Knots& knots :
       {Knots{}, Knots{{0, 0}}, Knots{{0, -1}, {0.2, -2}}, Knots{{0, 0}, {0, -2}}, Knots{{0.2, 0}, {0.1, -2}},
        Knots{{0, 0}, {0.2, 0}}, Knots{{0, 0}, {0.2, -2}, {0.3, -1}}, Knots{{kNan, 0}, {0.2, -2}},
        Knots{{0, 0}, {kNan, -2}}, Knots{{0, 0}, {0.2, kNan}}, Knots{{0, kNan}, {0.2, -1}},
        Knots{{-kInfinity, 0}, {0.2, -1}}, Knots{{0, 0}, {kInfinity, -1}}, Knots{{0, 0}, {0.2, -kInfinity}}}) {
    const auto refused = Calibration::from_knots(knots);
    ASSERT_FALSE(refused) << knots.size() << " knots";
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(OneToManyThreshold, RisesWithTheGallery) {
  EXPECT_EQ(one_to_many_threshold(80, 0, 0.01), 80);
  EXPECT_EQ(one_to_many_threshold(80, 1, 0.01), 80);
  EXPECT_EQ(one_to_many_threshold(80, 300, 0.01), 80);
  EXPECT_NEAR(one_to_many_threshold(0, 300, 0.01), 74.77, 0.01);
  EXPECT_NEAR(one_to_many_threshold(80, 10'000, 0.01), 90, 1e-9);
  EXPECT_NEAR(one_to_many_threshold(80, 100'000, 0.01), 99, 1e-9);
}

TEST(OneToManyThreshold, NeverGoesBelowWhatWasConfigured) {
  EXPECT_EQ(one_to_many_threshold(99.5, 10'000, 0.01), 99.5);
  EXPECT_EQ(one_to_many_threshold(0, 1, 1), 0);
}

}  // namespace
}  // namespace mien
