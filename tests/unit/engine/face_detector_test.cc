#include "app/face_detector.h"

#include <gtest/gtest.h>

#include <limits>

#include "fakes/fake_net.h"
#include "unit/vision/pictures.h"

namespace mien::app {
namespace {

using fakes::fake_detector;
using fakes::FakeNet;
using fakes::SeenFace;
using tests::filled;
using Which = FaceReader::Which;
using Sizes = std::vector<std::pair<std::size_t, std::size_t>>;

std::unique_ptr<FaceDetector> opened(const FakeNet& net) {
  auto detector = FaceDetector::open(net);
  EXPECT_TRUE(detector) << detector.error().message;
  return *std::move(detector);
}

FaceDetector::Found found(FaceDetector& detector, const Rgb8Image& picture, Which which, bool reduced = false) {
  auto result = detector.detect(picture, which, reduced);
  EXPECT_TRUE(result) << result.error().message;
  return *std::move(result);
}

TEST(FaceDetector, RefusesANetThatIsNotYunet) {
  auto names = fakes::yunet_output_names();
  names.back() = "kps_64";
  const auto refused = FaceDetector::open(FakeNet(names, nullptr));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  EXPECT_EQ(refused.error().message, "The detection net has no output kps_32.");
}

TEST(FaceDetector, ReportsOutputsThatDoNotFitTheInput) {
  const FakeNet net = fake_detector({}, 320, 320, [](FakeNet::Run& run) { run.outputs[7].pop_back(); });
  const auto detector = opened(net);
  const auto failed = detector->detect(filled(320, 320, {1, 2, 3}), Which::kAll, false);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kInternal);
}

TEST(FaceDetector, GivesPlacesInPixelsOfThePicture) {
  const FakeNet net = fake_detector({{.centre_x = 0.25F, .centre_y = 0.5F, .width = 0.25F}}, 640, 480);
  const auto detector = opened(net);
  const auto result = found(*detector, filled(640, 480, {9, 9, 9}), Which::kLargest);
  ASSERT_EQ(result.faces.size(), 1U);
  EXPECT_NEAR(result.faces[0].left, 0.25 * 640 - 80, 1.5);
  EXPECT_NEAR(result.faces[0].top, 240 - 80, 1.5);
  EXPECT_NEAR(result.faces[0].width, 160, 1);
  EXPECT_NEAR(result.faces[0].height, 160, 1);
  EXPECT_NEAR(result.faces[0].landmarks[kNose].x, 160, 1.5);
}

TEST(FaceDetector, LooksOnceForALargeFaceAndAtTheLargestSizeForAllFaces) {
  const FakeNet net = fake_detector({{}}, 1280, 960);
  const auto detector = opened(net);
  const Rgb8Image picture = filled(1280, 960, {9, 9, 9});
  EXPECT_EQ(found(*detector, picture, Which::kLargest).faces.size(), 1U);
  EXPECT_EQ(net.runs(), (Sizes{{256, 320}}));
  EXPECT_EQ(found(*detector, picture, Which::kAll).faces.size(), 1U);
  EXPECT_EQ(net.runs(), (Sizes{{256, 320}, {256, 320}, {960, 1280}}));
}

TEST(FaceDetector, LooksCloserAtASmallFaceUntilItIsClear) {
  // 28 pixels at 320, 56 at 640.
  const FakeNet net = fake_detector({{.width = 28.0F / 320}}, 1280, 1280);
  const auto detector = opened(net);
  EXPECT_EQ(found(*detector, filled(1280, 1280, {9, 9, 9}), Which::kLargest).faces.size(), 1U);
  EXPECT_EQ(net.runs(), (Sizes{{320, 320}, {640, 640}}));
}

TEST(FaceDetector, NeverLooksLargerThanThePicture) {
  const FakeNet net = fake_detector({}, 300, 200);
  const auto detector = opened(net);
  found(*detector, filled(300, 200, {9, 9, 9}), Which::kAll);
  EXPECT_EQ(net.runs().size(), 1U);
}

TEST(FaceDetector, AsksForMorePixelsOnlyWhereThereAreAny) {
  const FakeNet net = fake_detector({}, 640, 640);
  const auto detector = opened(net);
  const Rgb8Image picture = filled(640, 640, {9, 9, 9});
  EXPECT_TRUE(found(*detector, picture, Which::kLargest, true).wants_larger);
  EXPECT_FALSE(found(*detector, picture, Which::kLargest, false).wants_larger);
  EXPECT_FALSE(found(*detector, picture, Which::kAll, true).wants_larger);
  const FakeNet large = fake_detector({}, 1280, 1280);
  EXPECT_FALSE(found(*opened(large), filled(1280, 1280, {9, 9, 9}), Which::kLargest, true).wants_larger);
}

TEST(FaceDetector, PutsTheLargestFirst) {
  const FakeNet net = fake_detector({{.centre_x = 0.2F, .width = 0.2F, .score = 0.99F},
                                     {.centre_x = 0.7F, .width = 0.4F, .score = 0.8F},
                                     {.centre_x = 0.2F, .centre_y = 0.9F, .width = 0.15F}},
                                    320, 320);
  const auto detector = opened(net);
  const auto faces = found(*detector, filled(320, 320, {9, 9, 9}), Which::kAll).faces;
  ASSERT_EQ(faces.size(), 3U);
  EXPECT_NEAR(faces[0].width, 0.4 * 320, 1);
  EXPECT_NEAR(faces[1].width, 0.2 * 320, 1);
  EXPECT_NEAR(faces[2].width, 0.15 * 320, 1);
}

TEST(FaceDetector, CountsAFaceSeenAtTwoSizesOnce) {
  const FakeNet net = fake_detector({{.width = 0.2F}}, 1280, 1280);
  const auto detector = opened(net);
  EXPECT_EQ(found(*detector, filled(1280, 1280, {9, 9, 9}), Which::kAll).faces.size(), 1U);
}

TEST(FaceDetector, AddsSmallFacesThatOnlyALargeLookSees) {
  const FakeNet net = fake_detector({{.centre_x = 0.3F, .centre_y = 0.3F, .width = 0.3F},
                                     {.centre_x = 0.8F, .centre_y = 0.8F, .width = 0.03F, .input_px_min = 20}},
                                    1280, 1280);
  const auto detector = opened(net);
  const auto faces = found(*detector, filled(1280, 1280, {9, 9, 9}), Which::kAll).faces;
  ASSERT_EQ(faces.size(), 2U);
  EXPECT_NEAR(faces[1].width, 0.03 * 1280, 1);
}

TEST(FaceDetector, DoesNotBelieveALargeLookAboutHugeFaces) {
  // At 1280 pixels the net sees a part of the face as a face of its own, of 400 pixels.
  const FakeNet net = fake_detector({}, 1280, 1280, [](FakeNet::Run& run) {
    if (run.width == 320) put_face(run, 2, 160, 160, 250, 0.9F);
    if (run.width == 1280) put_face(run, 2, 200, 200, 400, 0.95F);
  });
  const auto detector = opened(net);
  const auto faces = found(*detector, filled(1280, 1280, {9, 9, 9}), Which::kAll).faces;
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_NEAR(faces[0].width, 1000, 2);
}

TEST(FaceDetector, TakesAnUncertainFaceOnlyIfItIsAlone) {
  const Rgb8Image picture = filled(320, 320, {9, 9, 9});
  const SeenFace uncertain{.centre_x = 0.3F, .width = 0.3F, .score = 0.6F};
  const FakeNet alone = fake_detector({uncertain}, 320, 320);
  EXPECT_EQ(found(*opened(alone), picture, Which::kAll).faces.size(), 1U);
  const FakeNet accompanied = fake_detector({uncertain, {.centre_x = 0.8F, .width = 0.2F}}, 320, 320);
  const auto faces = found(*opened(accompanied), picture, Which::kAll).faces;
  ASSERT_EQ(faces.size(), 1U);
  EXPECT_NEAR(faces[0].score, 0.95, 1e-3);
  const FakeNet doubtful = fake_detector({{.width = 0.3F, .score = 0.45F}}, 320, 320);
  EXPECT_TRUE(found(*opened(doubtful), picture, Which::kAll).faces.empty());
}

TEST(FaceDetector, ReportsAtMostAHundredFaces) {
  std::vector<SeenFace> crowd;
  for (int column = 0; column < 12; ++column)
    for (int row = 0; row < 12; ++row)
      crowd.push_back({.centre_x = (static_cast<float>(column) + 0.5F) / 12,
                       .centre_y = (static_cast<float>(row) + 0.5F) / 12,
                       .width = 0.04F});
  const FakeNet net = fake_detector(crowd, 640, 640);
  EXPECT_EQ(found(*opened(net), filled(640, 640, {9, 9, 9}), Which::kAll).faces.size(), limits::kFacesPerImageMax);
}

TEST(FaceDetector, SeesNothingInOutputsThatAreNoNumbers) {
  for (const float bad : {std::nanf(""), std::numeric_limits<float>::infinity(), -3e38F}) {
    const FakeNet net = fake_detector({{}}, 320, 320, [bad](FakeNet::Run& run) {
      for (std::size_t i = 6; i < 12; ++i) std::ranges::fill(run.outputs[i], bad);
      for (std::size_t i = 0; i < 6; ++i) std::ranges::fill(run.outputs[i], 1.0F);
    });
    EXPECT_TRUE(found(*opened(net), filled(320, 320, {9, 9, 9}), Which::kAll).faces.empty()) << bad;
  }
}

TEST(FaceDetector, UsesFewShapesWhateverPicturesCome) {
  const FakeNet net = fake_detector({}, 320, 320);
  const auto detector = opened(net);
  for (std::uint32_t width = 80; width <= 1300; width += 240)
    for (std::uint32_t height = 80; height <= 1300; height += 230)
      ASSERT_TRUE(detector->detect(filled(width, height, {0, 0, 0}), Which::kAll, false));
  auto sizes = net.runs();
  std::ranges::sort(sizes);
  sizes.erase(std::unique(sizes.begin(), sizes.end()), sizes.end());
  EXPECT_LE(sizes.size(), 15U);
  for (const auto& [height, width] : sizes) {
    EXPECT_EQ(height % 32, 0U);
    EXPECT_EQ(width % 32, 0U);
  }
}

}  // namespace
}  // namespace mien::app
