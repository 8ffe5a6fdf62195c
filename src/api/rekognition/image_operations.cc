#include <algorithm>

#include "api/rekognition/operations.h"
#include "api/rekognition/replies.h"

namespace mien::api::rekognition {

Reply index_faces(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  MIEN_TRY(const auto image, input.image("Image"));
  app::IndexFaces::Request request{
      .collection = id, .image = image, .actor = context.actor, .patience = context.patience};
  if (const auto text = input.text("ExternalImageId")) {
    auto external_image = ExternalImageId::parse(*text);
    if (!external_image) return refuse(std::move(external_image).error());
    request.external_image = *std::move(external_image);
  }
  // More than a hundred may be asked for; more than a hundred are never given.
  if (const auto count = input.integer("MaxFaces"))
    request.faces_max = std::min(static_cast<std::size_t>(*count), limits::kFacesPerImageMax);
  request.filter = input.quality_filter(request.filter);
  auto done = context.use.index_faces.run(request);
  if (!done) return refuse(std::move(done).error(), id);
  JsonWriter json;
  json.begin_object().key("FaceRecords").begin_array();
  for (const auto& face : done->indexed) {
    json.begin_object().key("Face");
    write_face(json, face.stored, done->face_model_version);
    json.key("FaceDetail");
    write_face_detail(json, face.detected);
    json.end_object();
  }
  json.end_array().member("FaceModelVersion", done->face_model_version).key("UnindexedFaces").begin_array();
  for (const auto& face : done->unindexed) {
    json.begin_object().key("Reasons");
    write_reasons(json, face.reasons);
    json.key("FaceDetail");
    write_face_detail(json, face.detected);
    json.end_object();
  }
  json.end_array().end_object();
  return json.take();
}

Reply search_faces_by_image(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  MIEN_TRY(const auto image, input.image("Image"));
  app::SearchFacesByImage::Request request{
      .collection = id, .image = image, .actor = context.actor, .patience = context.patience};
  if (const auto count = input.integer("MaxFaces")) request.matches_max = static_cast<std::size_t>(*count);
  request.similarity_min = input.number("FaceMatchThreshold").value_or(request.similarity_min);
  request.filter = input.quality_filter(request.filter);
  auto found = context.use.search_faces_by_image.run(request);
  if (!found) return refuse(std::move(found).error(), id);
  JsonWriter json;
  json.begin_object().key("SearchedFaceBoundingBox");
  write_bounding_box(json, found->searched.box);
  json.member("SearchedFaceConfidence", found->searched.confidence_pct).key("FaceMatches");
  write_face_matches(json, found->matches, found->face_model_version);
  json.member("FaceModelVersion", found->face_model_version).end_object();
  return json.take();
}

Reply compare_faces(const Context& context, const Input& input) {
  MIEN_TRY(const auto source, input.image("SourceImage"));
  MIEN_TRY(const auto target, input.image("TargetImage"));
  app::CompareFaces::Request request{
      .source = source, .target = target, .actor = context.actor, .patience = context.patience};
  request.similarity_min = input.number("SimilarityThreshold").value_or(request.similarity_min);
  request.filter = input.quality_filter(request.filter);
  auto compared = context.use.compare_faces.run(request);
  if (!compared) return refuse(std::move(compared).error());
  JsonWriter json;
  json.begin_object().key("SourceImageFace").begin_object().key("BoundingBox");
  write_bounding_box(json, compared->source.box);
  json.member("Confidence", compared->source.confidence_pct).end_object().key("FaceMatches").begin_array();
  for (const auto& match : compared->matches) {
    json.begin_object().member("Similarity", match.similarity).key("Face");
    write_face_detail(json, match.face);
    json.end_object();
  }
  json.end_array().key("UnmatchedFaces").begin_array();
  for (const DetectedFace& face : compared->unmatched) write_face_detail(json, face);
  json.end_array().end_object();
  return json.take();
}

Reply detect_faces(const Context& context, const Input& input) {
  MIEN_TRY(const auto image, input.image("Image"));
  auto faces = context.use.detect_faces.run(image, context.patience);
  if (!faces) return refuse(std::move(faces).error());
  JsonWriter json;
  json.begin_object().key("FaceDetails").begin_array();
  for (const DetectedFace& face : *faces) write_face_detail(json, face);
  json.end_array().end_object();
  return json.take();
}

}  // namespace mien::api::rekognition
