#include "app/index_faces.h"

#include <algorithm>

#include "app/active_model.h"
#include "app/face_ids.h"
#include "app/largest_face.h"

namespace mien::app {
namespace {

/// What every face of one picture shares.
struct Picture {
  Sha256 sha256;
  ImageId id;
  const std::optional<ExternalImageId>& external_image;
  Timestamp now;
};

StoredFace stored_face(const Ids& ids, const Picture& picture, std::size_t ordinal, ReadFace& face) {
  return {.id = derive_face_id(ids, picture.sha256, ordinal, picture.external_image),
          .image = picture.id,
          .external_image = picture.external_image,
          .image_sha256 = picture.sha256,
          .box = face.face.box,
          .confidence_pct = face.face.confidence_pct,
          .embedding = *std::move(face.embedding),
          .created = picture.now};
}

}  // namespace

Result<IndexFaces::Response> IndexFaces::run(const Request& request) const {
  if (request.faces_max == 0) return fail(ErrorCode::kInvalidArgument, "MaxFaces must be at least 1.");
  MIEN_TRY(const Collection collection, collections_.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  MIEN_TRY(ReadImage image,
           reader_.read(request.image, {.bytes_max = limits::kObjectImageBytesMax,
                                        .which = FaceReader::Which::kAll,
                                        .filter = request.filter,
                                        .embeddings_max = std::min(request.faces_max, limits::kFacesPerImageMax),
                                        .patience = request.patience}));
  const Sha256 sha256 = sources_.ids.sha256(request.image);
  const Picture picture{.sha256 = sha256,
                        .id = derive_image_id(sources_.ids, sha256, request.external_image),
                        .external_image = request.external_image,
                        .now = sources_.clock.now()};
  Response response{.indexed = {}, .unindexed = {}, .face_model_version = collection.face_model_version};
  std::vector<StoredFace> stored;
  for (std::size_t ordinal = 0; ordinal < image.faces.size(); ++ordinal) {
    ReadFace& face = image.faces[ordinal];
    if (!face.rejected_for.empty()) {
      response.unindexed.push_back({face.face, std::move(face.rejected_for)});
      continue;
    }
    MIEN_TRY_VOID(check_usable(face));
    stored.push_back(stored_face(sources_.ids, picture, ordinal, face));
    response.indexed.push_back({stored.back(), face.face});
  }
  if (stored.empty()) return response;
  MIEN_TRY(const ChangeNumber change,
           faces_.add(request.collection, stored,
                      sources_.event(request.actor, "IndexFaces", request.collection.text(), "", "ok")));
  MIEN_TRY_VOID(feed_.publish(change));
  return response;
}

}  // namespace mien::app
