#include "app/adopt_faces.h"

#include <algorithm>
#include <set>
#include <utility>

#include "app/face_edits.h"
#include "app/person_name.h"
#include "app/refusal_audit.h"
#include "app/same_person.h"
#include "core/limits.h"

namespace mien::app {
namespace {

std::vector<Embedding> embeddings_of(const std::vector<StoredFace>& faces) {
  std::vector<Embedding> out;
  for (const StoredFace& face : faces) out.push_back(face.embedding);
  return out;
}

std::unexpected<Error> different_people(const StoredFace& face) {
  return fail(ErrorCode::kIdentityConflict, "The face " + face.id.text() + " is another person's than the others.");
}

}  // namespace

Result<std::vector<StoredFace>> AdoptFaces::find_faces(const Request& request) const {
  const std::set<FaceId> ids(request.faces.begin(), request.faces.end());
  if (request.faces.empty() || request.faces.size() > limits::kFacesPerPersonMax || ids.size() != request.faces.size())
    return fail(ErrorCode::kInvalidArgument, "Between 1 and " + std::to_string(limits::kFacesPerPersonMax) +
                                                 " faces are needed, none of them twice.");
  MIEN_TRY(std::vector<StoredFace> faces, ports_.faces.find(request.collection, request.faces));
  for (const FaceId& id : request.faces)
    if (std::ranges::find(faces, id, &StoredFace::id) == faces.end())
      return fail(ErrorCode::kNotFound, "There is no face " + id.text() + " in the collection.");
  for (const StoredFace& face : faces)
    if (face.person)
      return std::unexpected(Error{.code = ErrorCode::kImageOfAnotherPerson,
                                   .message = "The face " + face.id.text() + " belongs to a person already.",
                                   .subject = face.person->text()});
  return faces;
}

Result<ChangeNumber> AdoptFaces::give_to(const Request& request, const PersonId& person,
                                         const std::vector<StoredFace>& faces) const {
  const auto edit = [&]() -> Result<PeopleStore::Removal> {
    MIEN_TRY(GetPerson::Response now, GetPerson(ports_.people, ports_.faces).run(request.collection, person));
    MIEN_TRY(const FusedTemplate before, fuse_faces(now.faces));
    for (const StoredFace& face : faces)
      if (!resembles(face.embedding, before, model_, policy_)) return different_people(face);
    const std::vector<FaceId> expected = ids_of(now.faces);
    if (expected.size() + faces.size() > limits::kFacesPerPersonMax)
      return fail(ErrorCode::kQuotaExceeded,
                  "A person may have at most " + std::to_string(limits::kFacesPerPersonMax) + " faces.");
    now.faces.insert(now.faces.end(), faces.begin(), faces.end());
    MIEN_TRY(FusedTemplate fused, fuse_faces(now.faces));
    return ports_.people.edit_faces(
        request.collection, person,
        {.expected = expected,
         .added = faces,
         .removed = {},
         .fused = std::move(fused.embedding),
         .now = sources_.clock.now(),
         .event = sources_.event(request.actor, "adopt_faces", request.collection.text(), person.text(), "ok")});
  };
  MIEN_TRY(const PeopleStore::Removal removal, edit_until_unchanged(edit));
  return removal.change;
}

Result<ChangeNumber> AdoptFaces::give_to(const Request& request, const NewPerson& person, const PersonId& id,
                                         std::vector<StoredFace> faces) const {
  const std::vector<Embedding> embeddings = embeddings_of(faces);
  MIEN_TRY(const auto odd, find_odd_one(embeddings, model_, policy_));
  if (odd) return different_people(faces[*odd]);
  MIEN_TRY(const FusedTemplate fused, fuse(embeddings));
  MIEN_TRY_VOID(check_nobody_has_face(ports_, request.collection, fused, model_, policy_));
  const Timestamp now = sources_.clock.now();
  const auto count = static_cast<std::uint32_t>(faces.size());
  return ports_.people.register_person(
      request.collection,
      {.person = {.key = {sources_.ids.random()},
                  .id = id,
                  .name = person.name,
                  .attributes_json = person.attributes_json,
                  .consent = person.consent,
                  .created = now,
                  .updated = now,
                  .face_count = count},
       .fused = fused.embedding,
       .faces = std::move(faces),
       .event = sources_.event(request.actor, "adopt_faces", request.collection.text(), id.text(), "ok")});
}

Result<GetPerson::Response> AdoptFaces::run(const Request& request) const {
  auto response = adopt(request);
  if (!response)
    MIEN_TRY_VOID(audit_refusal(
        ports_.audit, sources_,
        {.actor = request.actor, .action = "adopt_faces", .collection = request.collection.text()}, response.error()));
  return response;
}

Result<GetPerson::Response> AdoptFaces::adopt(const Request& request) const {
  const auto* fresh = std::get_if<NewPerson>(&request.person);
  if (fresh != nullptr) {
    MIEN_TRY_VOID(check_person_name(fresh->name));
    if (fresh->id) MIEN_TRY_VOID(check_new_person_id(*fresh->id));
    MIEN_TRY_VOID(check_attributes_size(fresh->attributes_json));
  }
  MIEN_TRY(const Collection collection, ports_.collections.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  MIEN_TRY(const PersonId made, PersonId::parse(sources_.ids.random().text()));
  const PersonId id = fresh == nullptr ? std::get<PersonId>(request.person) : fresh->id.value_or(made);
  const std::scoped_lock lock(ports_.registrations);
  MIEN_TRY(std::vector<StoredFace> faces, find_faces(request));
  MIEN_TRY(const ChangeNumber change,
           fresh == nullptr ? give_to(request, id, faces) : give_to(request, *fresh, id, std::move(faces)));
  MIEN_TRY_VOID(ports_.feed.publish(change));
  return GetPerson(ports_.people, ports_.faces).run(request.collection, id);
}

}  // namespace mien::app
