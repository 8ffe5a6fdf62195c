#include "app/face_selection.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace mien::app {
namespace {

using Reasons = std::vector<QualityReason>;

/// A face of a 1000x1000 picture that passes every filter, with eyes 40 pixels apart.
DetectedFace good_face() {
  DetectedFace face;
  face.box = {0.4F, 0.4F, 0.1F, 0.1F};
  face.width_px = face.height_px = 100;
  face.landmarks = {PointF{0.43F, 0.43F}, {0.47F, 0.43F}, {0.45F, 0.45F}, {0.435F, 0.47F}, {0.465F, 0.47F}};
  face.confidence_pct = 99.9F;
  face.quality = {50, 60};
  return face;
}

TEST(QualityReasons, AreNoneForAGoodFace) {
  for (const auto filter :
       {QualityFilter::kNone, QualityFilter::kAuto, QualityFilter::kLow, QualityFilter::kMedium, QualityFilter::kHigh})
    EXPECT_EQ(quality_reasons(good_face(), filter), Reasons{});
}

TEST(QualityReasons, NameWhatIsWrong) {
  const auto of = [](auto spoil) {
    DetectedFace face = good_face();
    spoil(face);
    return quality_reasons(face, QualityFilter::kAuto);
  };
  EXPECT_EQ(of([](auto& f) { f.pose.yaw_deg = 80; }), Reasons{QualityReason::kExtremePose});
  EXPECT_EQ(of([](auto& f) { f.pose.yaw_deg = -80; }), Reasons{QualityReason::kExtremePose});
  EXPECT_EQ(of([](auto& f) { f.quality.brightness = 2; }), Reasons{QualityReason::kLowBrightness});
  EXPECT_EQ(of([](auto& f) { f.quality.sharpness = 10; }), Reasons{QualityReason::kLowSharpness});
  EXPECT_EQ(of([](auto& f) { f.quality.brightness = 99; }), Reasons{QualityReason::kLowFaceQuality});
  EXPECT_EQ(of([](auto& f) { f.width_px = f.height_px = 20; }), Reasons{QualityReason::kSmallBoundingBox});
}

TEST(QualityReasons, ComeAllAndInAFixedOrder) {
  DetectedFace face = good_face();
  face.pose.yaw_deg = 89;
  face.quality = {1, 1};
  face.width_px = face.height_px = 10;
  EXPECT_EQ(quality_reasons(face, QualityFilter::kLow),
            (Reasons{QualityReason::kExtremePose, QualityReason::kLowBrightness, QualityReason::kLowSharpness,
                     QualityReason::kSmallBoundingBox}));
  EXPECT_EQ(quality_reasons(face, QualityFilter::kNone), Reasons{});
}

TEST(QualityReasons, ATurnedFaceIsNotSmallBecauseItsEyesAreNearEachOther) {
  DetectedFace face = good_face();
  face.landmarks[kEyeRight].x = 0.432F;  // Two pixels apart, and 40 from eyes to mouth.
  EXPECT_EQ(quality_reasons(face, QualityFilter::kHigh), Reasons{});
}

TEST(QualityReasons, RefuseMeasurementsThatAreNoNumbers) {
  DetectedFace face = good_face();
  face.pose.yaw_deg = std::nanf("");
  face.quality = {std::nanf(""), std::nanf("")};
  face.landmarks.fill({std::nanf(""), 0});
  EXPECT_EQ(quality_reasons(face, QualityFilter::kLow),
            (Reasons{QualityReason::kExtremePose, QualityReason::kLowBrightness, QualityReason::kLowSharpness,
                     QualityReason::kSmallBoundingBox, QualityReason::kLowFaceQuality}));
}

TEST(QualityReasons, AreNeverFewerUnderAStricterFilter) {
  DetectedFace face = good_face();
  for (float yaw = 0; yaw <= 90; yaw += 15)
    for (float sharpness = 0; sharpness <= 60; sharpness += 10)
      for (float side = 10; side <= 130; side += 20) {
        face.pose.yaw_deg = yaw;
        face.quality.sharpness = sharpness;
        face.width_px = face.height_px = side;
        std::size_t before = 0;
        for (const auto filter : {QualityFilter::kNone, QualityFilter::kLow, QualityFilter::kAuto,
                                  QualityFilter::kMedium, QualityFilter::kHigh}) {
          const std::size_t now = quality_reasons(face, filter).size();
          ASSERT_GE(now, before) << "yaw " << yaw << " sharpness " << sharpness << " side " << side;
          before = now;
        }
      }
}

TEST(SelectFaces, RefusesTheSmallestBeyondTheCountAfterTheFilter) {
  std::vector<ReadFace> faces(4);
  for (ReadFace& face : faces) face.face = good_face();
  faces[1].face.quality.sharpness = 5;
  select_faces(faces, QualityFilter::kAuto, 2);
  EXPECT_EQ(faces[0].rejected_for, Reasons{});
  EXPECT_EQ(faces[1].rejected_for, Reasons{QualityReason::kLowSharpness});
  EXPECT_EQ(faces[2].rejected_for, Reasons{});
  EXPECT_EQ(faces[3].rejected_for, Reasons{QualityReason::kExceedsMaxFaces});
}

TEST(SelectFaces, RefusesEveryFaceWhereNoneIsWanted) {
  std::vector<ReadFace> faces(2);
  for (ReadFace& face : faces) face.face = good_face();
  select_faces(faces, QualityFilter::kNone, 0);
  for (const ReadFace& face : faces) EXPECT_EQ(face.rejected_for, Reasons{QualityReason::kExceedsMaxFaces});
}

}  // namespace
}  // namespace mien::app
