#include "app/face_selection.h"

#include <algorithm>
#include <cmath>

namespace mien::app {
namespace {

/// A face passes when it reaches all of a bar.
struct Bar {
  float sharpness_min;
  float brightness_min;
  float brightness_max;
  float eyes_px_min;  ///< See eyes_px.
  float yaw_max_deg;
};

// Shares refused of LFW view 1, CFP frontal, CFP profile and FairFace: low 0, 0, 1.5 and 0.4 %; automatic 0.06, 0, 2.5
// and 0.6 %; medium 0.8, 0, 26 and 5 %; high 12, 1, 84 and 21 %.
constexpr Bar kLow{22, 4, 97, 9, 82};
constexpr Bar kAuto{26, 5, 96, 12, 78};
constexpr Bar kMedium{30, 12, 92, 18, 60};
constexpr Bar kHigh{40, 20, 85, 28, 40};

const Bar* bar_of(QualityFilter filter) {
  switch (filter) {
    case QualityFilter::kNone:
      return nullptr;
    case QualityFilter::kAuto:
      return &kAuto;
    case QualityFilter::kLow:
      return &kLow;
    case QualityFilter::kMedium:
      return &kMedium;
    case QualityFilter::kHigh:
      return &kHigh;
  }
  return nullptr;
}

/// How large the face is in pixels of the whole picture, whichever way it is turned: the distance of the eyes, or what
/// it would be by the distance from eyes to mouth, which a turn to the side leaves alone.
float eyes_px(const DetectedFace& face) {
  const float picture_width_px = face.box.width > 0 ? face.width_px / face.box.width : 0;
  const float picture_height_px = face.box.height > 0 ? face.height_px / face.box.height : 0;
  const auto& points = face.landmarks;
  const auto distance = [&](PointF a, PointF b) {
    return std::hypot((a.x - b.x) * picture_width_px, (a.y - b.y) * picture_height_px);
  };
  const auto middle = [](PointF a, PointF b) { return PointF{(a.x + b.x) / 2, (a.y + b.y) / 2}; };
  const float eyes = distance(points[kEyeLeft], points[kEyeRight]);
  const float eyes_to_mouth =
      distance(middle(points[kEyeLeft], points[kEyeRight]), middle(points[kMouthLeft], points[kMouthRight]));
  return std::max(eyes, 0.95F * eyes_to_mouth);
}

}  // namespace

std::vector<QualityReason> quality_reasons(const DetectedFace& face, QualityFilter filter) {
  std::vector<QualityReason> reasons;
  const Bar* bar = bar_of(filter);
  if (!bar) return reasons;
  if (!(std::abs(face.pose.yaw_deg) <= bar->yaw_max_deg)) reasons.push_back(QualityReason::kExtremePose);
  if (!(face.quality.brightness >= bar->brightness_min)) reasons.push_back(QualityReason::kLowBrightness);
  if (!(face.quality.sharpness >= bar->sharpness_min)) reasons.push_back(QualityReason::kLowSharpness);
  if (!(eyes_px(face) >= bar->eyes_px_min)) reasons.push_back(QualityReason::kSmallBoundingBox);
  // Rekognition has no word for too much light.
  if (!(face.quality.brightness <= bar->brightness_max)) reasons.push_back(QualityReason::kLowFaceQuality);
  return reasons;
}

void select_faces(std::vector<ReadFace>& faces, QualityFilter filter, std::size_t faces_max) {
  std::size_t kept = 0;
  for (ReadFace& face : faces) {
    face.rejected_for = quality_reasons(face.face, filter);
    if (face.rejected_for.empty() && ++kept > faces_max) face.rejected_for.push_back(QualityReason::kExceedsMaxFaces);
  }
}

}  // namespace mien::app
