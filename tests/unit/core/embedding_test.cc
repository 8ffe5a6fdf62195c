#include "core/embedding.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "core/fusion.h"

namespace mien {
namespace {

Embedding unit(std::vector<float> raw) {
  auto made = Embedding::normalized(raw);
  EXPECT_TRUE(made);
  return *std::move(made);
}

double length(std::span<const float> values) {
  double sum = 0;
  for (const float v : values) sum += double{v} * v;
  return std::sqrt(sum);
}

TEST(Embedding, HasLengthOne) {
  const Embedding e = unit({3, 4});
  EXPECT_FLOAT_EQ(e.values()[0], 0.6F);
  EXPECT_FLOAT_EQ(e.values()[1], 0.8F);
  EXPECT_EQ(e.dimension(), 2U);
}

TEST(Embedding, HasLengthOneHoweverLargeOrSmallTheRawNumbersAre) {
  const unsigned seed = 3;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  for (const float scale : {1e-30F, 1e-3F, 1.0F, 1e30F}) {
    std::vector<float> raw(384);
    for (float& v : raw) v = scale * normal(random);
    EXPECT_NEAR(length(unit(raw).values()), 1, 1e-5) << "seed " << seed << " scale " << scale;
  }
}

TEST(Embedding, RefusesWhatHasNoDirection) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  for (const std::vector<float>& raw :
       {std::vector<float>{}, {0, 0, 0}, {1, kNan}, {kInfinity, 1}, {-kInfinity, kInfinity}}) {
    const auto refused = Embedding::normalized(raw);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInternal);
  }
}

TEST(Embedding, ComesBackFromStorageAsItWas) {
  const Embedding e = unit({1, 2, 3});
  const auto back = Embedding::restored({e.values().begin(), e.values().end()});
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, e);
}

TEST(Embedding, NoticesDamagedStorage) {
  for (const std::vector<float>& stored : {std::vector<float>{}, {0.6F, 0.81F}, {0, 0}, {2, 0}, {std::nanf(""), 1}}) {
    const auto refused = Embedding::restored(stored);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  }
}

TEST(Cosine, IsOneForTheSameAndStaysWithinItsRange) {
  const unsigned seed = 5;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  for (int round = 0; round < 200; ++round) {
    std::vector<float> a(256), b(256);
    for (float& v : a) v = normal(random);
    for (float& v : b) v = normal(random);
    const Embedding x = unit(a), y = unit(b);
    ASSERT_NEAR(cosine(x, x), 1, 1e-6) << "seed " << seed;
    ASSERT_LE(cosine(x, x), 1.0F) << "seed " << seed;
    ASSERT_EQ(cosine(x, y), cosine(y, x)) << "seed " << seed;
    for (float& v : a) v = -v;
    ASSERT_GE(cosine(x, unit(a)), -1.0F) << "seed " << seed;
  }
}

TEST(Cosine, IsSummedInDoubleAndRoundedOnce) {
  // In float the small terms would vanish beside the first.
  std::vector<float> a(4097, 1e-4F), b(4097, 1e-4F);
  a[0] = b[0] = 0.5F;
  const double exact = 0.25 + 4096 * (double{1e-4F} * double{1e-4F});
  EXPECT_EQ(cosine(std::span<const float>(a), std::span<const float>(b)), static_cast<float>(exact));
}

TEST(Fuse, OfOneFaceIsThatFace) {
  const std::vector<Embedding> one{unit({1, 2, 2})};
  const auto fused = fuse(one);
  ASSERT_TRUE(fused);
  EXPECT_NEAR(cosine(fused->embedding, one.front()), 1, 1e-6);
  EXPECT_EQ(fused->resultant_length, 1);
  const Embedding probe = unit({2, 1, 0});
  EXPECT_EQ(fused_cosine(probe, *fused), cosine(probe, fused->embedding));
}

TEST(Fuse, LiesInTheMiddle) {
  const std::vector<Embedding> two{unit({1, 0}), unit({0, 1})};
  const auto fused = fuse(two);
  ASSERT_TRUE(fused);
  EXPECT_NEAR(cosine(fused->embedding, two[0]), std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(cosine(fused->embedding, two[1]), std::sqrt(0.5), 1e-6);
  EXPECT_NEAR(fused->resultant_length, std::sqrt(0.5), 1e-6);
}

TEST(Fuse, OfTheSameFaceManyTimesHasLengthOne) {
  const auto fused = fuse(std::vector<Embedding>(7, unit({1, 2, 3})));
  ASSERT_TRUE(fused);
  EXPECT_NEAR(fused->resultant_length, 1, 1e-6);
  EXPECT_LE(fused->resultant_length, 1);
}

TEST(FusedCosine, IsTheCosineTimesTheRootOfTheLength) {
  const FusedTemplate person{unit({1, 0}), 0.81F};
  EXPECT_NEAR(fused_cosine(unit({3, 4}), person), 0.6 * 0.9, 1e-6);
  EXPECT_NEAR(fused_cosine(FusedTemplate{unit({3, 4}), 0.64F}, person), 0.6 * 0.9 * 0.8, 1e-6);
}

TEST(FusedCosine, IsNeverAboveTheCosine) {
  const unsigned seed = 11;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  const auto draw = [&] {
    std::vector<float> raw(8);
    for (float& v : raw) v = normal(random);
    return unit(raw);
  };
  for (int i = 0; i < 1000; ++i) {
    std::vector<Embedding> faces;
    for (int n = 0; n <= i % 5; ++n) faces.push_back(draw());
    const auto person = fuse(faces);
    ASSERT_TRUE(person);
    const Embedding probe = draw();
    ASSERT_LE(fused_cosine(probe, *person), cosine(probe, person->embedding)) << "seed " << seed << ", round " << i;
  }
}

TEST(Fuse, DoesNotDependOnTheOrderBeyondRounding) {
  const unsigned seed = 9;
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<Embedding> faces;
  for (int i = 0; i < 20; ++i) {
    std::vector<float> raw(128);
    for (float& v : raw) v = normal(random) + 1;
    faces.push_back(unit(raw));
  }
  const auto fused = fuse(faces);
  std::ranges::reverse(faces);
  const auto reversed = fuse(faces);
  ASSERT_TRUE(fused && reversed);
  EXPECT_NEAR(cosine(fused->embedding, reversed->embedding), 1, 1e-6) << "seed " << seed;
}

TEST(Fuse, RefusesNoFacesOthersModelsAndOpposites) {
  const auto none = fuse({});
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().code, ErrorCode::kInvalidArgument);
  const auto mixed = fuse(std::vector<Embedding>{unit({1, 0}), unit({1, 0, 0})});
  ASSERT_FALSE(mixed);
  EXPECT_EQ(mixed.error().code, ErrorCode::kInvalidArgument);
  const auto opposite = fuse(std::vector<Embedding>{unit({1, 0}), unit({-1, 0})});
  ASSERT_FALSE(opposite);
  EXPECT_EQ(opposite.error().code, ErrorCode::kInternal);
}

}  // namespace
}  // namespace mien
