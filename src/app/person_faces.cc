#include "app/person_faces.h"

#include <algorithm>
#include <utility>

#include "app/object_sweep.h"
#include "app/similarity.h"
#include "core/fusion.h"
#include "core/limits.h"

namespace mien::app {
namespace {

/// How often an edit is tried that finds the person's faces changed by another.
constexpr int kAttempts = 5;

std::unexpected<Error> changed_too_often() {
  return fail(ErrorCode::kUnavailable, "The person's faces are being changed by others; try again.");
}

std::vector<FaceId> ids_of(std::span<const StoredFace> faces) {
  std::vector<FaceId> out;
  for (const StoredFace& face : faces) out.push_back(face.id);
  return out;
}

/// Those that the person does not have yet.
std::vector<PersonPhoto> new_photos(std::span<const PersonPhoto> photos, std::span<const StoredFace> faces) {
  std::vector<PersonPhoto> out;
  for (const PersonPhoto& photo : photos)
    if (std::ranges::find(faces, photo.sha256, &StoredFace::image_sha256) == faces.end()) out.push_back(photo);
  return out;
}

/// @errors kIdentityConflict
Result<void> check_resemble(std::span<const PersonPhoto> photos, const FusedTemplate& person, const ActiveModel& model,
                            const PeoplePolicy& policy) {
  for (const PersonPhoto& photo : photos) {
    const float similarity = model.similarity(fused_cosine(photo.embedding, person));
    if (!reaches(similarity, policy.same_person_similarity_min))
      return fail(ErrorCode::kIdentityConflict,
                  "Picture " + std::to_string(photo.number) + " does not show the person's face.");
  }
  return {};
}

/// Whether an error of PeopleStore::edit_faces may mean that the faces changed. A store out of order says the same; it
/// then says so again when the faces are read for the next attempt.
bool may_be_repeated(const Error& error) { return error.code == ErrorCode::kUnavailable; }

}  // namespace

Result<GetPerson::Response> AddPersonFaces::run(const Request& request) const {
  MIEN_TRY(const Collection collection, ports_.collections.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  MIEN_TRY_VOID(ports_.people.find(request.collection, request.person));  // Before the pictures are read.
  MIEN_TRY(const std::vector<PersonPhoto> photos, read_person_photos(ports_.reader, sources_.ids, request.images));
  const std::scoped_lock lock(ports_.registrations);
  for (int i = 0; i < kAttempts; ++i) {
    MIEN_TRY(auto response, attempt(request, photos));
    if (response) return *std::move(response);
  }
  return changed_too_often();
}

Result<std::optional<GetPerson::Response>> AddPersonFaces::attempt(const Request& request,
                                                                   std::span<const PersonPhoto> photos) const {
  MIEN_TRY(GetPerson::Response now, GetPerson(ports_.people, faces_).run(request.collection, request.person));
  if (now.faces.empty()) return std::nullopt;  // Registered again between the two reads.
  const std::vector<PersonPhoto> added = new_photos(photos, now.faces);
  if (added.empty() && !request.idempotency) return now;
  MIEN_TRY(const FusedTemplate before, fuse_faces(now.faces));
  MIEN_TRY_VOID(check_resemble(added, before, model_, policy_));
  MIEN_TRY_VOID(check_images_are_free(ports_.faces, request.collection, added, request.person));
  if (now.faces.size() + added.size() > limits::kFacesPerPersonMax)
    return fail(ErrorCode::kQuotaExceeded,
                "A person may have at most " + std::to_string(limits::kFacesPerPersonMax) + " faces.");

  PendingObjects objects(ports_.objects);
  const Timestamp at = sources_.clock.now();
  MIEN_TRY(std::vector<StoredFace> faces, put_photos(objects, sources_.ids, request.person, added, at));
  const std::vector<FaceId> expected = ids_of(now.faces);
  now.faces.insert(now.faces.end(), faces.begin(), faces.end());
  now.person.face_count = static_cast<std::uint32_t>(now.faces.size());
  now.person.updated = at;
  MIEN_TRY(FusedTemplate fused, fuse_faces(now.faces));
  PeopleStore::FaceEdit edit{.expected = expected,
                             .added = std::move(faces),
                             .removed = {},
                             .fused = std::move(fused.embedding),
                             .now = at,
                             .event = sources_.event(request.actor, "add_person_faces", request.collection.text(),
                                                     request.person.text(), "ok")};
  if (request.idempotency) edit.idempotency = request.idempotency(now);
  const Result<PeopleStore::Removal> edited = ports_.people.edit_faces(request.collection, request.person, edit);
  if (!edited && may_be_repeated(edited.error())) return std::nullopt;
  MIEN_TRY(const PeopleStore::Removal removal, edited);
  objects.keep();
  remove_objects(ports_.objects, removal.objects);
  MIEN_TRY_VOID(ports_.feed.catch_up(removal.change));
  return now;
}

Result<void> DeletePersonFace::run(const CollectionId& collection, const PersonId& person, const FaceId& face,
                                   const std::string& actor) const {
  for (int i = 0; i < kAttempts; ++i) {
    MIEN_TRY(GetPerson::Response now, GetPerson(people_, faces_).run(collection, person));
    const std::vector<FaceId> expected = ids_of(now.faces);
    if (std::erase_if(now.faces, [&](const StoredFace& other) { return other.id == face; }) == 0)
      return fail(ErrorCode::kNotFound, "The person has no such face.");
    if (now.faces.empty())
      return fail(ErrorCode::kInvalidArgument, "It is the person's only face; delete the person instead.");
    MIEN_TRY(FusedTemplate fused, fuse_faces(now.faces));
    const Result<PeopleStore::Removal> edited = people_.edit_faces(
        collection, person,
        {.expected = expected,
         .added = {},
         .removed = {face},
         .fused = std::move(fused.embedding),
         .now = sources_.clock.now(),
         .event = sources_.event(actor, "delete_person_face", collection.text(), person.text(), "ok")});
    if (!edited && may_be_repeated(edited.error())) continue;
    MIEN_TRY(const PeopleStore::Removal removal, edited);
    remove_objects(objects_, removal.objects);
    return feed_.catch_up(removal.change);
  }
  return changed_too_often();
}

}  // namespace mien::app
