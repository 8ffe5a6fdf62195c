#include "app/person_photo.h"

#include <algorithm>
#include <utility>

#include "app/people.h"

namespace mien::app {

Result<StoredFace> GetPersonPhoto::find_face(const Request& request) const {
  MIEN_TRY(GetPerson::Response found, GetPerson(people_, faces_).run(request.collection, request.person));
  const auto wanted = [&](const StoredFace& face) { return request.face ? face.id == *request.face : !!face.object; };
  const auto face = std::ranges::find_if(found.faces, wanted);
  if (face == found.faces.end()) return fail(ErrorCode::kNotFound, "The person has no such face.");
  if (!face->object) return fail(ErrorCode::kNotFound, "No picture of this face is kept.");
  return std::move(*face);
}

Result<Photo> GetPersonPhoto::run(const Request& request) const {
  MIEN_TRY(const StoredFace face, find_face(request));
  return cut_.run({.object = *face.object, .box = face.box, .side_px = request.side_px, .patience = request.patience});
}

}  // namespace mien::app
