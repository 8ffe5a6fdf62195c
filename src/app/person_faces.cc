#include "app/person_faces.h"

#include <algorithm>
#include <utility>

#include "app/object_sweep.h"
#include "app/refusal_audit.h"
#include "app/similarity.h"
#include "core/fusion.h"
#include "core/limits.h"

namespace mien::app {
namespace {

/// How often an edit is tried that finds the person's faces changed by another.
constexpr int kAttempts = 5;

std::unexpected<Error> changed_too_often() {
  return fail(ErrorCode::kChangedMeanwhile, "The person's faces are being changed by others; try again.");
}

std::vector<FaceId> ids_of(std::span<const StoredFace> faces) {
  std::vector<FaceId> out;
  for (const StoredFace& face : faces) out.push_back(face.id);
  return out;
}

bool has_image(std::span<const StoredFace> faces, const Sha256& image) {
  return std::ranges::find(faces, image, &StoredFace::image_sha256) != faces.end();
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

}  // namespace

Result<GetPerson::Response> AddPersonFaces::run(const Request& request) const {
  auto response = add(request);
  if (!response)
    MIEN_TRY_VOID(audit_refusal(ports_.audit, sources_,
                                {.actor = request.actor,
                                 .action = "add_person_faces",
                                 .collection = request.collection.text(),
                                 .person = request.person.text()},
                                response.error()));
  return response;
}

Result<GetPerson::Response> AddPersonFaces::add(const Request& request) const {
  MIEN_TRY(const Collection collection, ports_.collections.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  MIEN_TRY_VOID(ports_.people.find(request.collection, request.person));  // Before the pictures are read.
  MIEN_TRY(const std::vector<PersonPhoto> photos,
           read_person_photos(ports_.reader, sources_.ids, request.images, request.patience));
  PendingObjects objects(ports_.objects);  // Before the lock, so that what is not kept is cleared away after it.
  MIEN_TRY(const std::vector<StoredFace> written,
           put_photos(objects, sources_.ids, request.person, photos, sources_.clock.now()));
  const std::scoped_lock lock(ports_.registrations);
  for (int i = 0; i < kAttempts; ++i) {
    auto response = attempt(request, photos, written, objects);
    if (response || response.error().code != ErrorCode::kChangedMeanwhile) return response;
  }
  return changed_too_often();
}

Result<GetPerson::Response> AddPersonFaces::attempt(const Request& request, std::span<const PersonPhoto> photos,
                                                    std::span<const StoredFace> written,
                                                    PendingObjects& objects) const {
  MIEN_TRY(GetPerson::Response now, GetPerson(ports_.people, faces_).run(request.collection, request.person));
  if (now.faces.empty()) return changed_too_often();  // Registered again between the two reads.
  std::vector<PersonPhoto> added;                     // Those that the person does not have yet.
  std::vector<StoredFace> faces;
  for (std::size_t i = 0; i < photos.size(); ++i) {
    if (has_image(now.faces, photos[i].sha256)) continue;
    added.push_back(photos[i]);
    faces.push_back(written[i]);
  }
  if (added.empty() && !request.idempotency) return now;
  MIEN_TRY(const FusedTemplate before, fuse_faces(now.faces));
  MIEN_TRY_VOID(check_resemble(added, before, model_, policy_));
  MIEN_TRY_VOID(check_images_are_free(ports_.faces, request.collection, added, request.person));
  if (now.faces.size() + added.size() > limits::kFacesPerPersonMax)
    return fail(ErrorCode::kQuotaExceeded,
                "A person may have at most " + std::to_string(limits::kFacesPerPersonMax) + " faces.");

  const Timestamp at = sources_.clock.now();
  const std::vector<FaceId> expected = ids_of(now.faces);
  now.faces.insert(now.faces.end(), faces.begin(), faces.end());
  now.person.face_count = static_cast<std::uint32_t>(now.faces.size());
  now.person.updated = at;
  MIEN_TRY(FusedTemplate fused, fuse_faces(now.faces));
  PeopleStore::FaceEdit edit{.expected = expected,
                             .added = faces,
                             .removed = {},
                             .fused = std::move(fused.embedding),
                             .now = at,
                             .event = sources_.event(request.actor, "add_person_faces", request.collection.text(),
                                                     request.person.text(), "ok")};
  if (request.idempotency) edit.idempotency = request.idempotency(now);
  MIEN_TRY(const PeopleStore::Removal removal, ports_.people.edit_faces(request.collection, request.person, edit));
  objects.keep(faces);
  remove_objects(ports_.objects, removal.objects);
  MIEN_TRY_VOID(ports_.feed.publish(removal.change));
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
    if (!edited && edited.error().code == ErrorCode::kChangedMeanwhile) continue;
    MIEN_TRY(const PeopleStore::Removal removal, edited);
    remove_objects(objects_, removal.objects);
    return feed_.publish(removal.change);
  }
  return changed_too_often();
}

}  // namespace mien::app
