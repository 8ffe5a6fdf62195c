#include "api/rekognition/operations.h"
#include "api/rekognition/replies.h"

namespace mien::api::rekognition {
namespace {

void write_unsuccessful(JsonWriter& json, const FaceId& face, const PersonId* person, std::string_view reason) {
  json.begin_object().member("FaceId", face.text());
  if (person != nullptr) json.member("UserId", person->text());
  json.key("Reasons").begin_array().string(reason).end_array().end_object();
}

}  // namespace

Reply list_faces(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  app::ListFaces::Request request{.collection = id};
  request.page = input.page();
  request.filter.ids = input.face_ids("FaceIds");
  if (const auto user = input.text("UserId")) {
    auto person = PersonId::parse(*user);
    if (!person) return refuse(std::move(person).error());
    request.filter.person = *std::move(person);
  }
  auto listed = context.use.list_faces.run(request);
  if (!listed) return refuse(std::move(listed).error(), id);
  JsonWriter json;
  json.begin_object().key("Faces").begin_array();
  for (const StoredFace& face : listed->page.items) write_face(json, face, listed->face_model_version);
  json.end_array();
  if (!listed->page.next.empty()) json.member("NextToken", listed->page.next);
  json.member("FaceModelVersion", listed->face_model_version).end_object();
  return json.take();
}

Reply delete_faces(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  auto removal =
      context.use.delete_faces.run({.collection = id, .faces = input.face_ids("FaceIds"), .actor = context.actor});
  if (!removal) return refuse(std::move(removal).error(), id);
  JsonWriter json;
  json.begin_object().key("DeletedFaces").begin_array();
  for (const FaceId& face : removal->removed) json.string(face.text());
  json.end_array().key("UnsuccessfulFaceDeletions").begin_array();
  for (const auto& [face, person] : removal->belongs_to_person)
    write_unsuccessful(json, face, &person, "ASSOCIATED_TO_AN_EXISTING_USER");
  for (const FaceId& face : removal->not_found) write_unsuccessful(json, face, nullptr, "FACE_NOT_FOUND");
  json.end_array().end_object();
  return json.take();
}

Reply search_faces(const Context& context, const Input& input) {
  MIEN_TRY(const CollectionId id, input.collection());
  const auto face = FaceId::parse(input.text("FaceId").value_or(""));
  if (!face) return refuse(kValidation, "FaceId is not a face id.");
  app::SearchFaces::Request request{.collection = id, .face = *face, .actor = context.actor};
  if (const auto count = input.integer("MaxFaces")) request.matches_max = static_cast<std::size_t>(*count);
  request.similarity_min = input.number("FaceMatchThreshold").value_or(request.similarity_min);
  auto found = context.use.search_faces.run(request);
  if (!found) return refuse(std::move(found).error(), id);
  JsonWriter json;
  json.begin_object().member("SearchedFaceId", face->text()).key("FaceMatches");
  write_face_matches(json, found->matches, found->face_model_version);
  json.member("FaceModelVersion", found->face_model_version).end_object();
  return json.take();
}

}  // namespace mien::api::rekognition
