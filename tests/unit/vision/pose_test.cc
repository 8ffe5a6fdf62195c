#include "vision/pose.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "unit/vision/pictures.h"

namespace mien::vision {
namespace {

using tests::kTemplate128;
using tests::placed;

/// The frontal template with its nose moved in pixels of the crop.
Landmarks with_nose_moved(float dx, float dy) {
  Landmarks out = kTemplate128;
  out[kNose].x += dx;
  out[kNose].y += dy;
  return out;
}

TEST(Pose, OfAFrontalFaceIsStraight) {
  const Pose pose = estimate_pose(kTemplate128);
  EXPECT_NEAR(pose.yaw_deg, 0, 2);
  EXPECT_NEAR(pose.roll_deg, 0, 1);
  EXPECT_NEAR(pose.pitch_deg, 0, 12);
}

TEST(Pose, YawIsPositiveWhenTheNoseTurnsToThePicturesRight) {
  EXPECT_GT(estimate_pose(with_nose_moved(10, 0)).yaw_deg, 10);
  EXPECT_LT(estimate_pose(with_nose_moved(-10, 0)).yaw_deg, -10);
}

TEST(Pose, PitchIsPositiveWhenTheFaceLooksUp) {
  const float straight = estimate_pose(kTemplate128).pitch_deg;
  EXPECT_GT(estimate_pose(with_nose_moved(0, -8)).pitch_deg, straight + 5);
  EXPECT_LT(estimate_pose(with_nose_moved(0, 8)).pitch_deg, straight - 5);
}

TEST(Pose, RollIsTheClockwiseLeanInThePicture) {
  for (const double degrees : {-120.0, -30.0, 15.0, 80.0})
    EXPECT_NEAR(estimate_pose(placed(kTemplate128, degrees, 1, 0, 0)).roll_deg, degrees, 1) << degrees;
}

TEST(Pose, DoesNotDependOnSizeOrPlace) {
  const Landmarks turned = with_nose_moved(6, -3);
  const Pose here = estimate_pose(turned);
  const Pose there = estimate_pose(placed(turned, 0, 7, 900, -400));
  EXPECT_NEAR(here.yaw_deg, there.yaw_deg, 0.01);
  EXPECT_NEAR(here.pitch_deg, there.pitch_deg, 0.01);
  EXPECT_NEAR(here.roll_deg, there.roll_deg, 0.01);
}

TEST(Pose, IsMirroredWithTheFace) {
  const Landmarks turned = with_nose_moved(7, -2);
  Landmarks mirrored;
  for (std::size_t i = 0; i < mirrored.size(); ++i) mirrored[i] = {127 - turned[i].x, turned[i].y};
  std::swap(mirrored[kEyeLeft], mirrored[kEyeRight]);
  std::swap(mirrored[kMouthLeft], mirrored[kMouthRight]);
  EXPECT_NEAR(estimate_pose(turned).yaw_deg, -estimate_pose(mirrored).yaw_deg, 0.1);
  EXPECT_NEAR(estimate_pose(turned).pitch_deg, estimate_pose(mirrored).pitch_deg, 0.1);
}

TEST(Pose, AgreesWithTheReferenceOnAFaceOfLfw) {
  // Landmarks of AJ_Lamas_0001; the reference is the Python prototype that the model's sizes were fitted with.
  const Landmarks face{PointF{98.77F, 111.52F}, PointF{145.3F, 110.71F}, PointF{128.01F, 136.57F},
                       PointF{100.62F, 159.78F}, PointF{143.15F, 159.3F}};
  const Pose pose = estimate_pose(face);
  EXPECT_NEAR(pose.yaw_deg, 12.56, 0.3);
  EXPECT_NEAR(pose.pitch_deg, 6.54, 0.3);
  EXPECT_NEAR(pose.roll_deg, 0.29, 0.3);
}

TEST(Pose, StaysInItsRangeWhateverTheLandmarksAre) {
  std::vector<Landmarks> odd{Landmarks{}, placed(kTemplate128, 0, 1e30, 0, 0), placed(kTemplate128, 0, 1e-30, 0, 0)};
  odd.push_back({PointF{1, 1}, PointF{2, 1}, PointF{3, 1}, PointF{4, 1}, PointF{5, 1}});
  for (const Landmarks& landmarks : odd) {
    const Pose pose = estimate_pose(landmarks);
    EXPECT_LE(std::abs(pose.yaw_deg), 90);
    EXPECT_LE(std::abs(pose.pitch_deg), 90);
    EXPECT_LE(std::abs(pose.roll_deg), 180);
  }
}

}  // namespace
}  // namespace mien::vision
