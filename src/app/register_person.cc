#include "app/register_person.h"

#include <algorithm>
#include <utility>

#include "app/add_photos.h"
#include "app/refusal_audit.h"
#include "app/same_person.h"
#include "core/fusion.h"

namespace mien::app {
namespace {

std::vector<Embedding> embeddings_of(std::span<const PersonPhoto> photos) {
  std::vector<Embedding> out;
  for (const PersonPhoto& photo : photos) out.push_back(photo.embedding);
  return out;
}

/// @errors kIdentityConflict
Result<void> check_same_person(std::span<const PersonPhoto> photos, const ActiveModel& model,
                               const PeoplePolicy& policy) {
  MIEN_TRY(const auto odd, find_odd_one(embeddings_of(photos), model, policy));
  if (!odd) return {};
  return fail(ErrorCode::kIdentityConflict,
              "Picture " + std::to_string(photos[*odd].number) + " does not show the same person as the others.");
}

/// @errors kAlreadyExists, kUnavailable, kNotFound (collection)
Result<void> check_id_is_free(const PeopleStore& people, const CollectionId& collection,
                              const std::optional<PersonId>& id) {
  if (!id) return {};
  const auto found = people.find(collection, *id);
  if (found) return fail(ErrorCode::kAlreadyExists, "A person of that id exists.");
  if (found.error().code != ErrorCode::kNotFound) return std::unexpected(found.error());
  return {};
}

}  // namespace

Result<RegisterPerson::Response> RegisterPerson::run(const Request& request) const {
  auto response = enroll(request);
  if (!response)
    MIEN_TRY_VOID(
        audit_refusal(ports_.audit, sources_,
                      {.actor = request.actor, .action = "register_person", .collection = request.collection.text()},
                      response.error()));
  return response;
}

Result<RegisterPerson::Response> RegisterPerson::enroll(const Request& request) const {
  MIEN_CHECK(!(request.joins_namesake && request.idempotency));
  MIEN_TRY_VOID(check_person_name(request.name));
  if (request.id) MIEN_TRY_VOID(check_new_person_id(*request.id));
  MIEN_TRY_VOID(check_attributes_size(request.attributes_json));
  MIEN_TRY(const Collection collection, ports_.collections.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  // Before the pictures are read, so that a repetition costs little; it counts again below.
  MIEN_TRY_VOID(check_id_is_free(ports_.people, request.collection, request.id));
  MIEN_TRY(const std::vector<PersonPhoto> photos,
           read_person_photos(ports_.reader, sources_.ids, request.images, request.patience));
  MIEN_TRY_VOID(check_same_person(photos, model_, policy_));
  MIEN_TRY(const FusedTemplate fused, fuse(embeddings_of(photos)));

  PendingObjects objects(ports_.objects);  // Before the lock, so that what is refused is cleared away after it.
  MIEN_TRY(const std::vector<ObjectKey> written, put_photos(objects, sources_.ids, photos, request.stored));
  MIEN_TRY(Response response, prepare(request, photos, written));
  const std::scoped_lock lock(ports_.registrations);
  MIEN_TRY_VOID(check_id_is_free(ports_.people, request.collection, request.id));
  if (const auto is_new = check_is_new(request, photos, fused); !is_new)
    return join(request, is_new.error(), photos, written, objects);
  MIEN_TRY_VOID(commit(request, response, fused.embedding, objects));
  return response;
}

Result<void> RegisterPerson::check_is_new(const Request& request, std::span<const PersonPhoto> photos,
                                          const FusedTemplate& fused) const {
  MIEN_TRY_VOID(check_images_are_free(ports_.faces, request.collection, photos, std::nullopt));
  if (request.duplicates == Duplicates::kAllowed) return {};
  return check_nobody_has_face(ports_, request.collection, fused, model_, policy_);
}

Result<RegisterPerson::Response> RegisterPerson::join(const Request& request, const Error& refusal,
                                                      std::span<const PersonPhoto> photos,
                                                      std::span<const ObjectKey> written,
                                                      PendingObjects& objects) const {
  if (!request.joins_namesake || refusal.subject.empty()) return std::unexpected(refusal);
  MIEN_TRY(const PersonId id, PersonId::parse(refusal.subject));
  MIEN_TRY(const Person namesake, ports_.people.find(request.collection, id));
  if (namesake.name != request.name) return std::unexpected(refusal);
  MIEN_TRY(GetPerson::Response joined, AddPhotos(ports_, model_, policy_, sources_)
                                           .run({.collection = request.collection,
                                                 .person = id,
                                                 .photos = photos,
                                                 .written = written,
                                                 .actor = request.actor},
                                                objects));
  std::erase_if(joined.faces, [&](const StoredFace& face) {
    return std::ranges::find(photos, face.image_sha256, &PersonPhoto::sha256) == photos.end();
  });
  return Response{.person = std::move(joined.person), .faces = std::move(joined.faces)};
}

Result<RegisterPerson::Response> RegisterPerson::prepare(const Request& request, std::span<const PersonPhoto> photos,
                                                         std::span<const ObjectKey> written) const {
  const PersonKey key{sources_.ids.random()};
  MIEN_TRY(const PersonId id, request.id ? *request.id : PersonId::parse(sources_.ids.random().text()));
  const Timestamp now = sources_.clock.now();
  MIEN_TRY(std::vector<StoredFace> faces, faces_of_photos(sources_.ids, id, photos, written, now));
  return Response{.person = {.key = key,
                             .id = id,
                             .name = request.name,
                             .attributes_json = request.attributes_json,
                             .consent = request.consent,
                             .created = now,
                             .updated = now,
                             .face_count = static_cast<std::uint32_t>(faces.size())},
                  .faces = std::move(faces)};
}

Result<void> RegisterPerson::commit(const Request& request, const Response& response, const Embedding& fused,
                                    PendingObjects& objects) const {
  PeopleStore::Registration registration{
      .person = response.person,
      .fused = fused,
      .faces = response.faces,
      .event =
          sources_.event(request.actor, "register_person", request.collection.text(), response.person.id.text(), "ok")};
  if (request.idempotency) registration.idempotency = request.idempotency(response);
  MIEN_TRY(const ChangeNumber change, ports_.people.register_person(request.collection, registration));
  objects.keep(response.faces);  // Rows refer to them from here on, whatever becomes of the index.
  return ports_.feed.publish(change);
}

}  // namespace mien::app
