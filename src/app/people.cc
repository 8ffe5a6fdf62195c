#include "app/people.h"

#include <utility>

#include "app/object_sweep.h"
#include "core/limits.h"

namespace mien::app {

Result<std::vector<StoredFace>> faces_of_person(const FaceStore& faces, const CollectionId& collection,
                                                const PersonId& person) {
  std::vector<StoredFace> out;
  PageRequest request{.after = {}, .limit = limits::kFacesPerPersonMax};
  do {
    MIEN_TRY(Page<StoredFace> page, faces.list(collection, {.person = person}, request));
    for (StoredFace& face : page.items) out.push_back(std::move(face));
    request.after = std::move(page.next);
  } while (!request.after.empty());
  return out;
}

Result<FusedTemplate> fuse_faces(std::span<const StoredFace> faces) {
  std::vector<Embedding> embeddings;
  for (const StoredFace& face : faces) embeddings.push_back(face.embedding);
  return fuse(embeddings);
}

Result<GetPerson::Response> GetPerson::run(const CollectionId& collection, const PersonId& id) const {
  // The faces first: should the person be deleted in between, it is not found rather than without a face.
  MIEN_TRY(std::vector<StoredFace> faces, faces_of_person(faces_, collection, id));
  MIEN_TRY(Person person, people_.find(collection, id));
  return Response{.person = std::move(person), .faces = std::move(faces)};
}

Result<Person> UpdatePerson::run(const CollectionId& collection, const PersonId& id,
                                 const PeopleStore::Changes& changes, const std::string& actor) const {
  if (changes.name) MIEN_TRY_VOID(check_person_name(*changes.name));
  if (changes.attributes_json) MIEN_TRY_VOID(check_attributes_size(*changes.attributes_json));
  return people_.update(collection, id, changes, sources_.clock.now(),
                        sources_.event(actor, "update_person", collection.text(), id.text(), "ok"));
}

Result<void> DeletePerson::run(const CollectionId& collection, const PersonId& id, const std::string& actor) const {
  MIEN_TRY(const PeopleStore::Removal removal,
           people_.remove(collection, id, sources_.event(actor, "delete_person", collection.text(), id.text(), "ok")));
  remove_objects(objects_, removal.objects);  // No row refers to them any more, whatever becomes of the index.
  return feed_.publish(removal.change);
}

}  // namespace mien::app
