#include "app/face_matches.h"

#include <algorithm>
#include <utility>

#include "app/similarity.h"

namespace mien::app {

Result<std::vector<FaceMatch>> find_matches(const FaceIndex& index, const FaceStore& faces, const ActiveModel& model,
                                            const MatchQuery& query) {
  MIEN_TRY_VOID(check_similarity(query.similarity_min));
  const std::size_t matches_max = std::min(query.matches_max, limits::kMatchesMax);
  const std::size_t limit = matches_max + (query.leave_out ? 1 : 0);
  MIEN_TRY(const auto answers, index.nearest({query.collection, GalleryKind::kFaces}, {&query.probe, 1}, limit,
                                             cosine_floor(model.calibration, query.similarity_min)));
  MIEN_CHECK(answers.size() == 1);
  std::vector<FaceId> ids;
  std::vector<float> similarities;
  for (const FaceIndex::Hit& hit : answers.front()) {
    const float similarity = model.similarity(hit.cosine);
    const FaceId id{hit.key};
    if (id == query.leave_out || !reaches(similarity, query.similarity_min) || ids.size() == matches_max) continue;
    ids.push_back(id);
    similarities.push_back(similarity);
  }
  MIEN_TRY(std::vector<StoredFace> found, faces.find(query.collection, ids));
  std::vector<FaceMatch> matches;
  matches.reserve(found.size());
  std::size_t at = 0;
  for (StoredFace& face : found) {  // In the order of `ids`, with gaps where a face was deleted meanwhile.
    while (at < ids.size() && ids[at] != face.id) ++at;
    MIEN_CHECK(at < ids.size());
    matches.push_back({similarities[at], std::move(face)});
  }
  return matches;
}

}  // namespace mien::app
