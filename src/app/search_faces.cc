#include "app/search_faces.h"

#include <utility>

namespace mien::app {

Result<SearchFaces::Response> SearchFaces::run(const Request& request) const {
  MIEN_TRY(Collection collection, collections_.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  MIEN_TRY(const std::vector<StoredFace> searched, faces_.find(request.collection, {&request.face, 1}));
  if (searched.empty())
    return fail(ErrorCode::kInvalidArgument, "faceId " + request.face.text() + " was not found in the collection.");
  MIEN_TRY(std::vector<FaceMatch> matches, find_matches(index_, faces_, model_,
                                                        {.collection = request.collection,
                                                         .probe = searched.front().embedding,
                                                         .matches_max = request.matches_max,
                                                         .similarity_min = request.similarity_min,
                                                         .leave_out = request.face}));
  MIEN_TRY_VOID(audit_.append_without_sync(
      sources_.search(request.actor, "SearchFaces", request.collection.text(), !matches.empty())));
  return Response{.matches = std::move(matches), .face_model_version = std::move(collection.face_model_version)};
}

}  // namespace mien::app
