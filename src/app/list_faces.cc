#include "app/list_faces.h"

#include <utility>

namespace mien::app {

Result<ListFaces::Response> ListFaces::run(const Request& request) const {
  MIEN_TRY(Collection collection, collections_.find(request.collection));
  MIEN_TRY(Page<StoredFace> page, faces_.list(request.collection, request.filter, request.page));
  return Response{.page = std::move(page), .face_model_version = std::move(collection.face_model_version)};
}

}  // namespace mien::app
