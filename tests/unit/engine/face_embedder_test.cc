#include "app/face_embedder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "fakes/fake_net.h"
#include "unit/vision/pictures.h"

namespace mien::app {
namespace {

using fakes::fake_recogniser;
using fakes::FakeNet;
using tests::filled;
using tests::kTemplate128;

/// Two nets of 4 and 2 numbers, frontal up to 20 degrees, profile from 50.
ModelPack two_nets() {
  ModelPack pack;
  pack.name = "two";
  const AlignmentTemplate alignment{kTemplate128, 128};
  pack.recognisers = {
      {.net = "a", .alignment = alignment, .dimension = 4, .share_frontal = 0.65, .share_profile = 0.9},
      {.net = "b", .alignment = alignment, .dimension = 2, .share_frontal = 0.35, .share_profile = 0.1}};
  pack.yaw_frontal_deg = 20;
  pack.yaw_profile_deg = 50;
  return pack;
}

TEST(ShareAt, IsFlatOutsideAndSmoothBetweenFrontalAndProfile) {
  const ModelPack pack = two_nets();
  const Recogniser& first = pack.recognisers[0];
  EXPECT_DOUBLE_EQ(share_at(pack, first, 0), 0.65);
  EXPECT_DOUBLE_EQ(share_at(pack, first, 20), 0.65);
  EXPECT_DOUBLE_EQ(share_at(pack, first, 35), (0.65 + 0.9) / 2);
  EXPECT_DOUBLE_EQ(share_at(pack, first, 27.5), 0.65 + 0.25 * (0.25 * 0.25 * (3 - 2 * 0.25)));
  EXPECT_DOUBLE_EQ(share_at(pack, first, 50), 0.9);
  EXPECT_DOUBLE_EQ(share_at(pack, first, 90), 0.9);
  EXPECT_DOUBLE_EQ(share_at(pack, first, -35), share_at(pack, first, 35));
}

TEST(ShareAt, SumsToOneAtEveryYaw) {
  const ModelPack pack = two_nets();
  for (double yaw = -90; yaw <= 90; yaw += 1)
    EXPECT_NEAR(share_at(pack, pack.recognisers[0], yaw) + share_at(pack, pack.recognisers[1], yaw), 1, 1e-12) << yaw;
}

TEST(ShareAt, StaysFrontalWhereThereIsNoRange) {
  ModelPack pack = two_nets();
  pack.yaw_profile_deg = pack.yaw_frontal_deg;
  EXPECT_DOUBLE_EQ(share_at(pack, pack.recognisers[0], 80), 0.65);
}

class FaceEmbedderTest : public testing::Test {
 protected:
  Result<std::unique_ptr<FaceEmbedder>> open(const FakeNet& a, const FakeNet& b) {
    return FaceEmbedder::open(pack_, [&](const std::string& name) -> const Net& { return name == "a" ? a : b; });
  }
  ModelPack pack_ = two_nets();
  Rgb8Image picture_ = tests::painted(140, 140, [](auto x, auto y) {
    return tests::Rgb{static_cast<std::uint8_t>(x), static_cast<std::uint8_t>(y), 7};
  });
};

TEST_F(FaceEmbedderTest, JoinsUnitVectorsByTheRootsOfTheirShares) {
  const FakeNet a = fake_recogniser(4), b = fake_recogniser(2);
  const auto embedder = open(a, b);
  ASSERT_TRUE(embedder);
  for (const float yaw : {0.0F, 35.0F, 80.0F}) {
    const auto fused = (*embedder)->embed(picture_, kTemplate128, {.yaw_deg = yaw});
    ASSERT_TRUE(fused);
    ASSERT_EQ(fused->dimension(), 6U);
    double first = 0, all = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      const double square = double{fused->values()[i]} * fused->values()[i];
      all += square;
      if (i < 4) first += square;
    }
    EXPECT_NEAR(all, 1, 1e-6);
    EXPECT_NEAR(first, share_at(pack_, pack_.recognisers[0], double{yaw}), 1e-6);
  }
}

TEST_F(FaceEmbedderTest, GivesTheSameBitsForTheSameCrop) {
  const FakeNet a = fake_recogniser(4), b = fake_recogniser(2);
  const auto one = open(a, b), other = open(a, b);
  ASSERT_TRUE(one && other);
  const auto first = (*one)->embed(picture_, kTemplate128, {});
  const auto second = (*other)->embed(picture_, kTemplate128, {});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(*first, *second);
}

TEST_F(FaceEmbedderTest, RefusesANetOfAnotherDimension) {
  const FakeNet a = fake_recogniser(4), b = fake_recogniser(3);
  const auto refused = open(a, b);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  EXPECT_EQ(refused.error().message, "The net b gives 3 numbers, its manifest says 2.");
}

TEST_F(FaceEmbedderTest, ReportsANetThatGivesNoNumbers) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity(), 0.0F}) {
    const FakeNet a = fake_recogniser(4);
    const FakeNet b({"embedding"}, [bad](FakeNet::Run run) -> Result<void> {
      run.outputs[0].assign(2, bad);
      return {};
    });
    const auto embedder = open(a, b);
    ASSERT_TRUE(embedder);
    const auto refused = (*embedder)->embed(picture_, kTemplate128, {});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kInternal);
  }
}

TEST_F(FaceEmbedderTest, PassesOnThatTheRuntimeFailed) {
  const FakeNet a = fake_recogniser(4);
  bool broken = false;
  const FakeNet b({"embedding"}, [&](FakeNet::Run run) -> Result<void> {
    if (broken) return fail(ErrorCode::kInternal, "The inference runtime failed.");
    run.outputs[0].assign(2, 1.0F);
    return {};
  });
  const auto embedder = open(a, b);
  ASSERT_TRUE(embedder);
  broken = true;
  const auto failed = (*embedder)->embed(picture_, kTemplate128, {});
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message, "The inference runtime failed.");
}

}  // namespace
}  // namespace mien::app
