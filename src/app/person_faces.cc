#include "app/person_faces.h"

#include <utility>

#include "app/add_photos.h"
#include "app/face_edits.h"
#include "app/object_sweep.h"
#include "app/refusal_audit.h"

namespace mien::app {

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
  MIEN_TRY(const std::vector<ObjectKey> written, put_photos(objects, sources_.ids, photos, request.stored));
  const std::scoped_lock lock(ports_.registrations);
  return AddPhotos(ports_, model_, policy_, sources_)
      .run({.collection = request.collection,
            .person = request.person,
            .photos = photos,
            .written = written,
            .actor = request.actor,
            .idempotency = request.idempotency},
           objects);
}

Result<void> DeletePersonFace::run(const CollectionId& collection, const PersonId& person, const FaceId& face,
                                   const std::string& actor) const {
  const auto edit = [&]() -> Result<PeopleStore::Removal> {
    MIEN_TRY(GetPerson::Response now, GetPerson(people_, faces_).run(collection, person));
    const std::vector<FaceId> expected = ids_of(now.faces);
    if (std::erase_if(now.faces, [&](const StoredFace& other) { return other.id == face; }) == 0)
      return fail(ErrorCode::kNotFound, "The person has no such face.");
    if (now.faces.empty())
      return fail(ErrorCode::kInvalidArgument, "It is the person's only face; delete the person instead.");
    MIEN_TRY(FusedTemplate fused, fuse_faces(now.faces));
    return people_.edit_faces(
        collection, person,
        {.expected = expected,
         .added = {},
         .removed = {face},
         .fused = std::move(fused.embedding),
         .now = sources_.clock.now(),
         .event = sources_.event(actor, "delete_person_face", collection.text(), person.text(), "ok")});
  };
  MIEN_TRY(const PeopleStore::Removal removal, edit_until_unchanged(edit));
  remove_objects(objects_, removal.objects);
  return feed_.publish(removal.change);
}

}  // namespace mien::app
