#include "app/people_search.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/people.h"
#include "app/similarity.h"

namespace mien::app {
namespace {

/// How many candidates are asked for. The index ranks by cosine; by fused_cosine one further down may be the nearest,
/// and some may be people deleted a moment ago, whom the index has not forgotten yet. Of those beyond the last one a
/// person could be nearest only if this many others were about as near.
constexpr std::size_t kCandidates = 16;

}  // namespace

Result<std::optional<NearestPerson>> find_nearest_person(const PeopleGallery& gallery, const ActiveModel& model,
                                                         const FusedTemplate& probe, double similarity_min) {
  const CollectionId& collection = gallery.collection;
  // A fused_cosine is never above the cosine, so the floor for the one leaves out nobody who reaches the other.
  MIEN_TRY(const auto answers, gallery.index.nearest({collection, GalleryKind::kPeople}, {&probe.embedding, 1},
                                                     kCandidates, cosine_floor(model.calibration, similarity_min)));
  MIEN_CHECK(answers.size() == 1);
  std::vector<PersonKey> keys;
  for (const FaceIndex::Hit& hit : answers.front()) keys.push_back({hit.key});
  MIEN_TRY(std::vector<Person> found, gallery.people.find_keys(collection, keys));
  Person* best = nullptr;
  float best_cosine = -1;
  for (Person& candidate : found) {
    const auto hit = std::ranges::find(answers.front(), candidate.key.uuid, &FaceIndex::Hit::key);
    MIEN_CHECK(hit != answers.front().end());
    if (best != nullptr && hit->cosine <= best_cosine) break;  // From here on nobody can be nearer.
    MIEN_TRY(const std::vector<StoredFace> faces, faces_of_person(gallery.faces, collection, candidate.id));
    if (faces.empty()) continue;
    MIEN_TRY(const FusedTemplate person, fuse_faces(faces));
    const float score = fused_cosine(probe, person);
    if (best != nullptr && score <= best_cosine) continue;
    best = &candidate;
    best_cosine = score;
  }
  if (best == nullptr) return std::nullopt;
  const float similarity = model.similarity(best_cosine);
  if (!reaches(similarity, similarity_min)) return std::nullopt;
  return NearestPerson{std::move(*best), similarity};
}

}  // namespace mien::app
