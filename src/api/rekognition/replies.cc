#include "api/rekognition/replies.h"

#include <array>

namespace mien::api::rekognition {
namespace {

/// In the order of core/face.h's Landmark.
constexpr std::array<std::string_view, 5> kLandmarkNames = {"eyeLeft", "eyeRight", "nose", "mouthLeft", "mouthRight"};
static_assert(std::tuple_size_v<Landmarks> == kLandmarkNames.size());

std::string_view name_of(QualityReason reason) {
  switch (reason) {
    case QualityReason::kExceedsMaxFaces:
      return "EXCEEDS_MAX_FACES";
    case QualityReason::kExtremePose:
      return "EXTREME_POSE";
    case QualityReason::kLowBrightness:
      return "LOW_BRIGHTNESS";
    case QualityReason::kLowSharpness:
      return "LOW_SHARPNESS";
    case QualityReason::kLowConfidence:
      return "LOW_CONFIDENCE";
    case QualityReason::kSmallBoundingBox:
      return "SMALL_BOUNDING_BOX";
    case QualityReason::kLowFaceQuality:
      return "LOW_FACE_QUALITY";
  }
  return {};
}

}  // namespace

void write_bounding_box(JsonWriter& json, const BoundingBox& box) {
  json.begin_object()
      .member("Width", box.width)
      .member("Height", box.height)
      .member("Left", box.left)
      .member("Top", box.top)
      .end_object();
}

void write_face(JsonWriter& json, const StoredFace& face, std::string_view face_model_version) {
  json.begin_object().member("FaceId", face.id.text()).key("BoundingBox");
  write_bounding_box(json, face.box);
  json.member("ImageId", face.image.text());
  if (face.external_image) json.member("ExternalImageId", face.external_image->text());
  json.member("Confidence", face.confidence_pct).member("IndexFacesModelVersion", face_model_version);
  if (face.person) json.member("UserId", face.person->text());
  json.end_object();
}

void write_face_detail(JsonWriter& json, const DetectedFace& face) {
  json.begin_object().key("BoundingBox");
  write_bounding_box(json, face.box);
  json.key("Landmarks").begin_array();
  for (std::size_t i = 0; i < face.landmarks.size(); ++i)
    json.begin_object()
        .member("Type", kLandmarkNames[i])
        .member("X", face.landmarks[i].x)
        .member("Y", face.landmarks[i].y)
        .end_object();
  json.end_array();
  json.key("Pose")
      .begin_object()
      .member("Roll", face.pose.roll_deg)
      .member("Yaw", face.pose.yaw_deg)
      .member("Pitch", face.pose.pitch_deg)
      .end_object();
  json.key("Quality")
      .begin_object()
      .member("Brightness", face.quality.brightness)
      .member("Sharpness", face.quality.sharpness)
      .end_object();
  json.member("Confidence", face.confidence_pct).end_object();
}

void write_face_matches(JsonWriter& json, std::span<const app::FaceMatch> matches,
                        std::string_view face_model_version) {
  json.begin_array();
  for (const app::FaceMatch& match : matches) {
    json.begin_object().member("Similarity", match.similarity).key("Face");
    write_face(json, match.face, face_model_version);
    json.end_object();
  }
  json.end_array();
}

void write_reasons(JsonWriter& json, std::span<const QualityReason> reasons) {
  json.begin_array();
  for (const QualityReason reason : reasons) json.string(name_of(reason));
  json.end_array();
}

}  // namespace mien::api::rekognition
