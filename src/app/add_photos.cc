#include "app/add_photos.h"

#include <algorithm>
#include <utility>

#include "app/face_edits.h"
#include "app/object_sweep.h"
#include "app/same_person.h"
#include "core/fusion.h"
#include "core/limits.h"

namespace mien::app {
namespace {

bool has_image(std::span<const StoredFace> faces, const Sha256& image) {
  return std::ranges::find(faces, image, &StoredFace::image_sha256) != faces.end();
}

/// @errors kIdentityConflict
Result<void> check_resemble(std::span<const PersonPhoto> photos, const FusedTemplate& person, const ActiveModel& model,
                            const PeoplePolicy& policy) {
  for (const PersonPhoto& photo : photos) {
    if (!resembles(photo.embedding, person, model, policy))
      return fail(ErrorCode::kIdentityConflict,
                  "Picture " + std::to_string(photo.number) + " does not show the person's face.");
  }
  return {};
}

}  // namespace

Result<GetPerson::Response> AddPhotos::run(const Request& request, PendingObjects& objects) const {
  return edit_until_unchanged([&] { return attempt(request, objects); });
}

Result<GetPerson::Response> AddPhotos::attempt(const Request& request, PendingObjects& objects) const {
  MIEN_TRY(GetPerson::Response now, GetPerson(ports_.people, ports_.faces).run(request.collection, request.person));
  if (now.faces.empty()) return fail(ErrorCode::kChangedMeanwhile, "Registered again between the two reads.");
  std::vector<PersonPhoto> added;  // Those that the person does not have yet.
  std::vector<ObjectKey> written;
  for (std::size_t i = 0; i < request.photos.size(); ++i) {
    if (has_image(now.faces, request.photos[i].sha256)) continue;
    added.push_back(request.photos[i]);
    written.push_back(request.written[i]);
  }
  if (added.empty() && !request.idempotency) {
    MIEN_TRY_VOID(ports_.feed.publish(0));  // Whoever stored them may have failed to.
    return now;
  }
  MIEN_TRY(const FusedTemplate before, fuse_faces(now.faces));
  MIEN_TRY_VOID(check_resemble(added, before, model_, policy_));
  MIEN_TRY_VOID(check_images_are_free(ports_.faces, request.collection, added, request.person));
  if (now.faces.size() + added.size() > limits::kFacesPerPersonMax)
    return fail(ErrorCode::kQuotaExceeded,
                "A person may have at most " + std::to_string(limits::kFacesPerPersonMax) + " faces.");

  const Timestamp at = sources_.clock.now();
  MIEN_TRY(const std::vector<StoredFace> faces, faces_of_photos(sources_.ids, request.person, added, written, at));
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

}  // namespace mien::app
