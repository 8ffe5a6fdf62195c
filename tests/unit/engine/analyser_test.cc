#include "app/analyser.h"

#include <gtest/gtest.h>

#include "fakes/fake_decoder.h"
#include "fakes/fake_net.h"
#include "unit/vision/pictures.h"

namespace mien::app {
namespace {

using fakes::fake_detector;
using fakes::fake_recogniser;
using fakes::FakeDecoder;
using fakes::FakeNet;
using Which = FaceReader::Which;

ModelPack one_net() {
  ModelPack pack;
  pack.name = "one";
  pack.detector = "detector";
  pack.recognisers = {{.net = "recogniser", .alignment = {tests::kTemplate128, 128}, .dimension = 8}};
  return pack;
}

/// An analyser of fake parts; the detector is the test's.
class AnalyserOf {
 public:
  AnalyserOf(const ImageDecoder& decoder, const FakeNet& detector) {
    auto opened = Analyser::open(decoder, pack_, [&](const std::string& name) -> const Net& {
      return name == "detector" ? detector : recogniser_;
    });
    EXPECT_TRUE(opened) << opened.error().message;
    analyser_ = *std::move(opened);
  }
  Result<ReadImage> read(const FaceReader::Options& options) { return analyser_->read(file_, options); }
  Analyser& analyser() { return *analyser_; }
  const FakeNet& recogniser() const { return recogniser_; }

 private:
  ModelPack pack_ = one_net();
  FakeNet recogniser_ = fake_recogniser(8);
  std::vector<std::byte> file_{std::byte{5}};
  std::unique_ptr<Analyser> analyser_;
};

std::vector<std::uint32_t> long_sides(const FakeDecoder& decoder) {
  std::vector<std::uint32_t> out;
  for (const auto& call : decoder.calls()) out.push_back(call.long_side_px_min);
  return out;
}

TEST(Analyser, GivesBoxesAsRatiosAndPixelsOfTheWholePicture) {
  const FakeDecoder decoder(2560, 1920);  // Decoded at half its size for the largest face: 1280 x 960, or a quarter.
  const FakeNet detector = fake_detector({{.centre_x = 0.5F, .centre_y = 0.4F, .width = 0.25F}}, 640, 480);
  AnalyserOf analyser(decoder, detector);
  const auto image = analyser.read({.which = Which::kLargest});
  ASSERT_TRUE(image) << image.error().message;
  EXPECT_EQ(image->width_px, 2560U);
  EXPECT_EQ(image->height_px, 1920U);
  ASSERT_EQ(image->faces.size(), 1U);
  const DetectedFace& face = image->faces[0].face;
  EXPECT_NEAR(face.box.left, 0.375, 0.01);
  EXPECT_NEAR(face.box.width, 0.25, 0.01);
  EXPECT_NEAR(face.width_px, 640, 12);
  EXPECT_NEAR(face.height_px, 640, 12);
  EXPECT_NEAR(face.landmarks[kNose].x, 0.5, 0.01);
  EXPECT_NEAR(face.pose.roll_deg, 0, 1);
}

TEST(Analyser, PassesTheCallersLimitsToTheDecoder) {
  const FakeDecoder decoder(200, 200);
  const FakeNet detector = fake_detector({{}}, 200, 200);
  AnalyserOf analyser(decoder, detector);
  ASSERT_TRUE(analyser.read({.accepted = AcceptedFormats::kJpegPngWebp, .bytes_max = 77, .side_px_min = 16}));
  ASSERT_EQ(decoder.calls().size(), 1U);
  EXPECT_EQ(decoder.calls()[0].accepted, AcceptedFormats::kJpegPngWebp);
  EXPECT_EQ(decoder.calls()[0].bytes_max, 77U);
  EXPECT_EQ(decoder.calls()[0].side_px_min, 16U);
}

TEST(Analyser, DecodesOnceForALargeFace) {
  const FakeDecoder decoder(5120, 5120);
  const FakeNet detector = fake_detector({{.width = 0.5F}}, 640, 640);
  AnalyserOf analyser(decoder, detector);
  const auto image = analyser.read({.which = Which::kLargest, .embeddings_max = 1});
  ASSERT_TRUE(image);
  EXPECT_EQ(long_sides(decoder), (std::vector<std::uint32_t>{640}));
  EXPECT_EQ(detector.runs().size(), 1U);
  ASSERT_TRUE(image->faces.at(0).embedding);
  EXPECT_EQ(image->faces[0].embedding->dimension(), 8U);
}

TEST(Analyser, DecodesForAllFacesAtTheSizeOfTheLargestLook) {
  const FakeDecoder decoder(5120, 5120);
  const FakeNet detector = fake_detector({{.width = 0.5F}}, 1280, 1280);
  AnalyserOf analyser(decoder, detector);
  ASSERT_TRUE(analyser.read({.which = Which::kAll}));
  EXPECT_EQ(long_sides(decoder), (std::vector<std::uint32_t>{1280}));
}

TEST(Analyser, DecodesLargerWhereNoFaceIsSeen) {
  const FakeDecoder decoder(2560, 2560);
  const FakeNet detector = fake_detector({}, 1280, 1280);
  AnalyserOf analyser(decoder, detector);
  const auto image = analyser.read({.which = Which::kLargest});
  ASSERT_TRUE(image);
  EXPECT_TRUE(image->faces.empty());
  EXPECT_EQ(long_sides(decoder), (std::vector<std::uint32_t>{640, 1280}));
}

TEST(Analyser, CutsASmallFaceOutOfALargerDecode) {
  const FakeDecoder decoder(5120, 5120);
  const FakeNet detector = fake_detector({{.width = 0.05F}}, 1280, 1280);  // 64 pixels of 1280, 96 are wanted.
  AnalyserOf analyser(decoder, detector);
  ASSERT_TRUE(analyser.read({.which = Which::kAll, .embeddings_max = 1}));
  const auto sides = long_sides(decoder);
  ASSERT_EQ(sides.size(), 2U);
  EXPECT_EQ(sides[0], 1280U);
  EXPECT_NEAR(sides[1], 1280 * 96 / 64, 40);
}

TEST(Analyser, DoesNotDecodeAgainForAFaceThatGetsNoEmbedding) {
  const FakeDecoder decoder(5120, 5120);
  const FakeNet detector = fake_detector({{.width = 0.05F}}, 1280, 1280);
  AnalyserOf analyser(decoder, detector);
  ASSERT_TRUE(analyser.read({.which = Which::kAll}));
  EXPECT_EQ(decoder.calls().size(), 1U);
  EXPECT_TRUE(analyser.recogniser().runs().empty());
}

TEST(Analyser, OrdersFacesLargestFirstAndEmbedsTheLargest) {
  const FakeDecoder decoder(640, 640);
  const FakeNet detector = fake_detector({{.centre_x = 0.2F, .centre_y = 0.2F, .width = 0.2F},
                                          {.centre_x = 0.7F, .centre_y = 0.7F, .width = 0.5F},
                                          {.centre_x = 0.2F, .centre_y = 0.7F, .width = 0.3F}},
                                         640, 640);
  AnalyserOf analyser(decoder, detector);
  const auto image = analyser.read({.which = Which::kAll, .embeddings_max = 2});
  ASSERT_TRUE(image);
  ASSERT_EQ(image->faces.size(), 3U);
  EXPECT_NEAR(image->faces[0].face.width_px, 320, 3);
  EXPECT_NEAR(image->faces[1].face.width_px, 192, 3);
  EXPECT_NEAR(image->faces[2].face.width_px, 128, 3);
  EXPECT_TRUE(image->faces[0].embedding);
  EXPECT_TRUE(image->faces[1].embedding);
  EXPECT_FALSE(image->faces[2].embedding);
  EXPECT_EQ(image->faces[2].rejected_for, std::vector{QualityReason::kExceedsMaxFaces});
}

TEST(Analyser, DoesNotEmbedWhatTheFilterRefuses) {
  const FakeDecoder decoder(640, 640);
  const FakeNet detector = fake_detector(
      {{.centre_x = 0.3F, .centre_y = 0.3F, .width = 0.5F}, {.centre_x = 0.8F, .centre_y = 0.8F, .width = 0.07F}}, 640,
      640);
  AnalyserOf analyser(decoder, detector);
  const auto image = analyser.read({.which = Which::kAll, .filter = QualityFilter::kHigh, .embeddings_max = 2});
  ASSERT_TRUE(image);
  ASSERT_EQ(image->faces.size(), 2U);
  EXPECT_TRUE(std::ranges::count(image->faces[1].rejected_for, QualityReason::kSmallBoundingBox));
  EXPECT_FALSE(image->faces[1].embedding);
}

TEST(Analyser, GivesClearFacesTheConfidenceOfAClearFace) {
  const FakeDecoder decoder(320, 320);
  const auto confidence = [&](float score) {
    const FakeNet detector = fake_detector({{.score = score}}, 320, 320);
    AnalyserOf analyser(decoder, detector);
    const auto image = analyser.read({});
    EXPECT_TRUE(image && image->faces.size() == 1);
    return image->faces.at(0).face.confidence_pct;
  };
  EXPECT_NEAR(confidence(0.7001F), 90, 0.1);
  EXPECT_NEAR(confidence(0.9F), 99.9, 0.01);
  EXPECT_LT(confidence(0.55F), 90);
  EXPECT_GT(confidence(0.55F), 0);
}

TEST(Analyser, PassesOnWhatIsWrongWithTheFile) {
  FakeDecoder decoder(320, 320);
  const FakeNet detector = fake_detector({{}}, 320, 320);
  AnalyserOf analyser(decoder, detector);
  decoder.fail_with({ErrorCode::kImageTooSmall, "Too small.", {}, {}});
  const auto refused = analyser.read({});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kImageTooSmall);
}

TEST(Analyser, TellsWhereTheTimeWent) {
  const FakeDecoder decoder(640, 640);
  const FakeNet detector = fake_detector({{}}, 640, 640);
  AnalyserOf analyser(decoder, detector);
  ASSERT_TRUE(analyser.read({.embeddings_max = 1}));
  const StageTimes& times = analyser.analyser().last_times();
  EXPECT_GT(times.decode_ms, 0);
  EXPECT_GT(times.detect_ms, 0);
  EXPECT_GT(times.align_ms, 0);
  EXPECT_GT(times.embed_ms, 0);
}

}  // namespace
}  // namespace mien::app
