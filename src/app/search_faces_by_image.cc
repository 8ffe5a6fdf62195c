#include "app/search_faces_by_image.h"

#include <utility>

#include "app/largest_face.h"
#include "app/similarity.h"

namespace mien::app {

Result<SearchFacesByImage::Response> SearchFacesByImage::run(const Request& request) const {
  MIEN_TRY_VOID(check_similarity(request.similarity_min));
  MIEN_TRY(Collection collection, collections_.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  MIEN_TRY(const ReadImage image,
           read_largest_face(
               reader_, request.image,
               {.bytes_max = limits::kObjectImageBytesMax, .filter = request.filter, .patience = request.patience}));
  const ReadFace& face = image.faces.front();
  MIEN_TRY_VOID(check_usable(face));
  MIEN_TRY(std::vector<FaceMatch> matches, find_matches(index_, faces_, model_,
                                                        {.collection = request.collection,
                                                         .probe = *face.embedding,
                                                         .matches_max = request.matches_max,
                                                         .similarity_min = request.similarity_min}));
  MIEN_TRY_VOID(audit_.append_without_sync(
      sources_.search(request.actor, "SearchFacesByImage", request.collection.text(), !matches.empty())));
  return Response{.searched = face.face,
                  .matches = std::move(matches),
                  .face_model_version = std::move(collection.face_model_version)};
}

}  // namespace mien::app
