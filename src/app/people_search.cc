#include "app/people_search.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/similarity.h"

namespace mien::app {
namespace {

/// How many candidates are asked for: the first counts, the others stand in for people deleted a moment ago, whom the
/// index has not forgotten yet.
constexpr std::size_t kCandidates = 16;

}  // namespace

Result<std::optional<NearestPerson>> find_nearest_person(const FaceIndex& index, const PeopleStore& people,
                                                         const ActiveModel& model, const CollectionId& collection,
                                                         const Embedding& probe, double similarity_min) {
  MIEN_TRY(const auto answers, index.nearest({collection, GalleryKind::kPeople}, {&probe, 1}, kCandidates,
                                             cosine_floor(model.calibration, similarity_min)));
  MIEN_CHECK(answers.size() == 1);
  std::vector<PersonKey> keys;
  for (const FaceIndex::Hit& hit : answers.front()) keys.push_back({hit.key});
  MIEN_TRY(std::vector<Person> found, people.find_keys(collection, keys));
  if (found.empty()) return std::nullopt;
  Person& first = found.front();
  const auto hit = std::ranges::find(answers.front(), first.key.uuid, &FaceIndex::Hit::key);
  MIEN_CHECK(hit != answers.front().end());
  const float similarity = model.calibration.similarity(double{hit->cosine});
  if (!reaches(similarity, similarity_min)) return std::nullopt;
  return NearestPerson{std::move(first), similarity};
}

}  // namespace mien::app
