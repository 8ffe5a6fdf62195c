#include "app/same_person.h"

#include <vector>

#include "app/people_search.h"
#include "app/registration_ports.h"
#include "app/similarity.h"

namespace mien::app {

Result<std::optional<std::size_t>> find_odd_one(std::span<const Embedding> faces, const ActiveModel& model,
                                                const PeoplePolicy& policy) {
  if (faces.size() < 2) return std::nullopt;
  float worst_similarity = 100;
  std::size_t worst = 0;
  for (std::size_t i = 0; i < faces.size(); ++i) {
    std::vector<Embedding> others(faces.begin(), faces.end());
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
    MIEN_TRY(const FusedTemplate fused, fuse(others));
    const float similarity = model.similarity(fused_cosine(faces[i], fused));
    if (similarity >= worst_similarity) continue;
    worst_similarity = similarity;
    worst = i;
  }
  if (reaches(worst_similarity, policy.same_person_similarity_min)) return std::nullopt;
  return worst;
}

bool resembles(const Embedding& face, const FusedTemplate& person, const ActiveModel& model,
               const PeoplePolicy& policy) {
  return reaches(model.similarity(fused_cosine(face, person)), policy.same_person_similarity_min);
}

Result<void> check_nobody_has_face(const RegistrationPorts& ports, const CollectionId& collection,
                                   const FusedTemplate& fused, const ActiveModel& model, const PeoplePolicy& policy) {
  // A registration that was stored but not indexed, because the index could not follow, must be found too.
  MIEN_TRY_VOID(ports.feed.catch_up(0));
  MIEN_TRY(const std::size_t gallery_size, ports.index.size({collection, GalleryKind::kPeople}));
  const double threshold =
      one_to_many_threshold(policy.verify_similarity_min, gallery_size, policy.false_accept_target);
  MIEN_TRY(const auto nearest,
           find_nearest_person({ports.index, ports.people, ports.faces, collection}, model, fused, threshold));
  if (!nearest) return {};
  return std::unexpected(Error{.code = ErrorCode::kDuplicatePerson,
                               .message = "The face belongs to a person who is registered already.",
                               .subject = nearest->person.id.text()});
}

}  // namespace mien::app
