#include "api/rest/face_routes.h"

#include <string>
#include <utility>
#include <variant>

#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_members.h"
#include "api/rest/json_shapes.h"

namespace mien::api::rest {
namespace {

Result<std::vector<FaceId>> read_faces(const JsonMembers& body) {
  MIEN_TRY(const std::vector<std::string> texts, body.texts("face_ids"));
  std::vector<FaceId> faces;
  for (const std::string& text : texts) {
    const auto face = FaceId::parse(text);
    if (!face) return fail(ErrorCode::kInvalidArgument, "A face id is a UUID in lower case.");
    faces.push_back(*face);
  }
  return faces;
}

Result<app::AdoptFaces::NewPerson> read_new_person(const JsonMembers& body) {
  app::AdoptFaces::NewPerson person;
  MIEN_TRY(person.name, body.text("name"));
  MIEN_TRY(const auto id, body.find_text("id"));
  if (id) {
    MIEN_TRY(person.id, PersonId::parse(*id));
  }
  MIEN_TRY(const auto attributes, body.find_object("attributes"));
  person.attributes_json = attributes.value_or("{}");
  MIEN_TRY(const auto consent, body.find_boolean("consent"));
  person.consent = consent.value_or(false);
  return person;
}

/// Somebody who is there, or what a new person is to be.
Result<std::variant<app::AdoptFaces::NewPerson, PersonId>> read_person(const JsonMembers& body) {
  MIEN_TRY(const auto person_id, body.find_text("person_id"));
  MIEN_TRY(const auto name, body.find_text("name"));
  if (person_id.has_value() == name.has_value())
    return fail(ErrorCode::kInvalidArgument, "The body must hold either person_id or name.");
  if (!person_id) return read_new_person(body);
  return PersonId::parse(*person_id);
}

}  // namespace

std::vector<Route> FaceRoutes::routes() const {
  using enum Access;
  using R = FaceRoutes;
  return {
      {"GET", "/v1/faces?collection&owner&page_size&page_token", "list_faces", kKey, Body::kNone,
       bound(*this, &R::list)},
      {"POST", "/v1/faces/adopt?collection", "adopt_faces", kKey, Body::kPatch, bound(*this, &R::adopt)},
      {"POST", "/v1/people/{person_id}/merge?collection", "merge_people", kKey, Body::kSmall, bound(*this, &R::merge)},
  };
}

Answer<HttpResponse> FaceRoutes::list(const Call& call) const {
  MIEN_TRY(const CollectionId collection, collection_of(call.query.get("collection"), std::nullopt));
  FaceStore::Filter filter;
  if (const auto owner = call.query.get("owner")) {
    if (*owner != "none" && *owner != "any") return fail(ErrorCode::kInvalidArgument, "owner must be none or any.");
    if (*owner == "none") filter.owner = FaceStore::Owner::kNobody;
  }
  MIEN_TRY(const PageRequest page, page_of(call.query));
  MIEN_TRY(const app::ListFaces::Response found, use_.list.run({collection, filter, page}));
  return json_response(200, faces_body(found.page));
}

Answer<HttpResponse> FaceRoutes::adopt(const Call& call) const {
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"collection", "face_ids", "person_id", "name",
                                                                         "id", "attributes", "consent"}));
  MIEN_TRY(const auto said, body.find_text("collection"));
  MIEN_TRY(CollectionId collection, collection_of(call.query.get("collection"), said));
  MIEN_TRY(std::vector<FaceId> faces, read_faces(body));
  MIEN_TRY(auto person, read_person(body));
  const bool is_new = std::holds_alternative<app::AdoptFaces::NewPerson>(person);
  const app::AdoptFaces::Request wanted{
      .collection = std::move(collection), .faces = std::move(faces), .person = std::move(person), .actor = call.actor};
  MIEN_TRY(const app::GetPerson::Response done, use_.adopt.run(wanted));
  return json_response(is_new ? 201 : 200, person_body(wanted.collection, done.person, done.faces));
}

Answer<HttpResponse> FaceRoutes::merge(const Call& call) const {
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"collection", "from", "force"}));
  MIEN_TRY(const auto said, body.find_text("collection"));
  MIEN_TRY(CollectionId collection, collection_of(call.query.get("collection"), said));
  MIEN_TRY(PersonId into, PersonId::parse(call.ids.front()));
  MIEN_TRY(const std::string from_text, body.text("from"));
  MIEN_TRY(PersonId from, PersonId::parse(from_text));
  MIEN_TRY(const auto force, body.find_boolean("force"));
  using Check = app::MergePeople::Check;
  const app::MergePeople::Request wanted{.collection = std::move(collection),
                                         .into = std::move(into),
                                         .from = std::move(from),
                                         .check = force.value_or(false) ? Check::kNone : Check::kResemblance,
                                         .actor = call.actor};
  MIEN_TRY(const app::GetPerson::Response done, use_.merge.run(wanted));
  return json_response(200, person_body(wanted.collection, done.person, done.faces));
}

}  // namespace mien::api::rest
