#include "app/compare_faces.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "app/largest_face.h"
#include "app/similarity.h"

namespace mien::app {

Result<CompareFaces::Response> CompareFaces::run(const Request& request) const {
  MIEN_TRY_VOID(check_similarity(request.similarity_min));
  MIEN_TRY(const ReadImage source,
           read_largest_face(
               reader_, request.source,
               {.bytes_max = limits::kObjectImageBytesMax, .filter = request.filter, .patience = request.patience}));
  const ReadFace& wanted = source.faces.front();
  MIEN_TRY_VOID(check_usable(wanted));
  MIEN_TRY(const ReadImage target, reader_.read(request.target, {.bytes_max = limits::kObjectImageBytesMax,
                                                                 .which = FaceReader::Which::kAll,
                                                                 .filter = request.filter,
                                                                 .embeddings_max = limits::kFacesPerImageMax,
                                                                 .patience = request.patience}));
  if (target.faces.empty()) return std::unexpected(no_face_error());
  Response response{.source = wanted.face, .matches = {}, .unmatched = {}};
  for (const ReadFace& face : target.faces) {
    if (!face.rejected_for.empty()) continue;
    MIEN_TRY_VOID(check_usable(face));
    const float similarity = model_.similarity(*wanted.embedding, *face.embedding);
    if (!reaches(similarity, request.similarity_min)) {
      response.unmatched.push_back(face.face);
      continue;
    }
    const auto place =
        std::ranges::upper_bound(response.matches, similarity, std::ranges::greater{}, &Match::similarity);
    response.matches.insert(place, {similarity, face.face});
  }
  MIEN_TRY_VOID(
      audit_.append_without_sync(sources_.search(request.actor, "CompareFaces", "", !response.matches.empty())));
  return response;
}

}  // namespace mien::app
