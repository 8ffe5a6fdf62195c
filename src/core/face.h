#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace mien {

struct PointF {
  float x = 0;
  float y = 0;
  bool operator==(const PointF&) const = default;
};

/// The five points that detector and alignment share, "left" and "right" as seen in the picture (as Rekognition does).
enum Landmark : std::uint8_t { kEyeLeft, kEyeRight, kNose, kMouthLeft, kMouthRight };
using Landmarks = std::array<PointF, 5>;

/// A rectangle in ratios of the upright picture's width and height. A face that leaves the picture has a box that
/// leaves it too: values below 0 and above 1 are right.
struct BoundingBox {
  float left = 0;
  float top = 0;
  float width = 0;
  float height = 0;
  bool operator==(const BoundingBox&) const = default;
};

/// Degrees, as Rekognition's Pose: roll is positive when the head leans clockwise in the picture, yaw when it turns to
/// the picture's right, pitch when it looks up. Estimated from the five landmarks: see vision/pose.h.
struct Pose {
  float roll_deg = 0;
  float yaw_deg = 0;
  float pitch_deg = 0;
};

/// 0..100 each, measured on the aligned crop: see vision/quality.h.
struct ImageQuality {
  float brightness = 0;
  float sharpness = 0;
};

/// Why a face is not indexed or searched: Rekognition's seven reasons.
enum class QualityReason : std::uint8_t {
  kExceedsMaxFaces,
  kExtremePose,
  kLowBrightness,
  kLowSharpness,
  kLowConfidence,
  kSmallBoundingBox,
  kLowFaceQuality,
};

/// How much a caller wants to be filtered; kAuto is Mien's own choice, between kLow and kMedium.
enum class QualityFilter : std::uint8_t { kNone, kAuto, kLow, kMedium, kHigh };

/// One face as the detector and the measurements see it; nothing here identifies anybody.
struct DetectedFace {
  BoundingBox box;
  Landmarks landmarks{};     ///< Ratios of the upright picture, like the box.
  float confidence_pct = 0;  ///< That it is a face at all, 0..100.
  float width_px = 0;        ///< Of the box, in pixels of the whole upright picture.
  float height_px = 0;
  Pose pose;
  ImageQuality quality;
};

}  // namespace mien
