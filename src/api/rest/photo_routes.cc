#include "api/rest/photo_routes.h"

#include <string>
#include <utility>

#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/image_body.h"
#include "api/rest/json_shapes.h"
#include "api/rest/picture_response.h"

namespace mien::api::rest {
namespace {

/// Rekognition's reasons, as this API writes words.
std::string_view name_of(QualityReason reason) {
  switch (reason) {
    case QualityReason::kExceedsMaxFaces:
      return "exceeds_max_faces";
    case QualityReason::kExtremePose:
      return "extreme_pose";
    case QualityReason::kLowBrightness:
      return "low_brightness";
    case QualityReason::kLowSharpness:
      return "low_sharpness";
    case QualityReason::kLowConfidence:
      return "low_confidence";
    case QualityReason::kSmallBoundingBox:
      return "small_bounding_box";
    case QualityReason::kLowFaceQuality:
      break;
  }
  return "low_face_quality";
}

void write_face(JsonWriter& json, const DetectedFace& face) {
  json.begin_object();
  write_box(json, face.box);
  json.member("confidence", face.confidence_pct);
  json.key("pose").begin_object();
  json.member("roll", face.pose.roll_deg).member("yaw", face.pose.yaw_deg).member("pitch", face.pose.pitch_deg);
  json.end_object().key("quality").begin_object();
  json.member("brightness", face.quality.brightness).member("sharpness", face.quality.sharpness);
  json.end_object().key("landmarks").begin_array();
  for (const PointF& point : face.landmarks) json.begin_array().number(point.x).number(point.y).end_array();
  json.end_array().end_object();
}

std::string body_of(const app::AssessPhoto::Response& assessed) {
  JsonWriter json;
  json.begin_object().member("verdict", app::name_of(assessed.verdict)).key("reasons").begin_array();
  for (const QualityReason reason : assessed.reasons) json.string(name_of(reason));
  json.end_array().key("faces").begin_array();
  for (const DetectedFace& face : assessed.faces) write_face(json, face);
  return json.end_array().end_object().take();
}

}  // namespace

std::vector<Route> PhotoRoutes::routes() const {
  using enum Access;
  using R = PhotoRoutes;
  return {
      {"GET", "/v1/people/{person_id}/photo?collection&size", "get_person_photo", kKey, Body::kNone,
       bound(*this, &R::get_person_photo)},
      {"GET", "/v1/people/{person_id}/faces/{face_id}/photo?collection&size", "get_face_photo", kKey, Body::kNone,
       bound(*this, &R::get_face_photo)},
      {"POST", "/v1/detect", "detect", kKey, Body::kImage, bound(*this, &R::detect)},
  };
}

Answer<HttpResponse> PhotoRoutes::photo_of(const Call& call, std::optional<FaceId> face) const {
  MIEN_TRY(CollectionId collection, collection_of(call.query.get("collection"), std::nullopt));
  MIEN_TRY(PersonId person, PersonId::parse(call.ids.front()));
  app::GetPersonPhoto::Request wanted{.collection = std::move(collection),
                                      .person = std::move(person),
                                      .face = face,
                                      .patience = call.request.patience};
  MIEN_TRY(wanted.side_px, photo_size(call.query));
  MIEN_TRY(const app::Photo photo, use_.get_photo.run(wanted));
  return picture_response(photo);
}

Answer<HttpResponse> PhotoRoutes::get_person_photo(const Call& call) const { return photo_of(call, std::nullopt); }

Answer<HttpResponse> PhotoRoutes::get_face_photo(const Call& call) const {
  const auto face = FaceId::parse(call.ids.back());
  if (!face) return fail(ErrorCode::kInvalidArgument, "A face id is a UUID in lower case.");
  return photo_of(call, face);
}

Answer<HttpResponse> PhotoRoutes::detect(const Call& call) const {
  MIEN_TRY(const ImageBody body, ImageBody::read(call.request, {}));
  MIEN_TRY(const app::AssessPhoto::Response assessed, use_.assess.run(body.image(), call.request.patience));
  return json_response(200, body_of(assessed));
}

}  // namespace mien::api::rest
