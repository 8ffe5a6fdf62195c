#include "app/verify_face.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/people.h"
#include "app/people_search.h"
#include "app/person_photos.h"
#include "app/similarity.h"
#include "core/fusion.h"

namespace mien::app {
namespace {

using Decision = VerifyFace::Decision;

/// The decision that a refused picture comes to; nullopt where it could not be read at all.
std::optional<Decision> decision_of(ErrorCode code) {
  if (code == ErrorCode::kNoFaceInImage) return Decision::kNoFace;
  if (code == ErrorCode::kSeveralFaces) return Decision::kSeveralFaces;
  if (code == ErrorCode::kLowQuality) return Decision::kLowQuality;
  return std::nullopt;
}

}  // namespace

Result<VerifyFace::Response> VerifyFace::run(const Request& request) const {
  if (request.similarity_min) MIEN_TRY_VOID(check_similarity(*request.similarity_min));
  MIEN_TRY(const Collection collection, ports_.collections.find(request.collection));
  MIEN_TRY_VOID(require_same_model(model_, collection));
  if (request.person)  // Before the picture is read.
    MIEN_TRY_VOID(ports_.people.find(request.collection, *request.person));
  Response response{.threshold = request.similarity_min.value_or(policy_.verify_similarity_min), .event = {}};
  if (!request.person) {
    MIEN_TRY(const std::size_t gallery_size, ports_.index.size({request.collection, GalleryKind::kPeople}));
    response.threshold = one_to_many_threshold(std::max(response.threshold, policy_.verify_similarity_min),
                                               gallery_size, policy_.false_accept_target);
    response.false_accept_target = policy_.false_accept_target;
  }
  const Result<ReadFace> face = read_single_face(ports_.reader, request.image, request.patience);
  std::optional<PersonId> nearest;
  if (face) {
    MIEN_TRY(nearest, decide(request, *face->embedding, response));
  } else if (const auto decision = decision_of(face.error().code)) {
    response.decision = *decision;
  } else {
    return std::unexpected(face.error());
  }
  MIEN_TRY_VOID(write_event(request, response));
  if (nearest) show_to_reviewers(request, face->face.box, *nearest, response);
  return response;
}

void VerifyFace::show_to_reviewers(const Request& request, const BoundingBox& box, const PersonId& person,
                                   const Response& response) const {
  if (desk_ == nullptr) return;
  // The verification stands, whether or not somebody can look at it later.
  (void)desk_->consider({.event = response.event,
                         .at = sources_.clock.now(),
                         .collection = request.collection.text(),
                         .matched = response.decision == Decision::kMatch,
                         .person = person,
                         .similarity = *response.similarity,
                         .threshold = response.threshold,
                         .box = box,
                         .image = request.image});
}

Result<std::optional<PersonId>> VerifyFace::decide(const Request& request, const Embedding& probe,
                                                   Response& response) const {
  std::optional<NearestPerson> candidate;
  if (request.person) {
    MIEN_TRY(candidate, compare_with(request.collection, *request.person, probe));
  } else {
    MIEN_TRY(candidate, find_nearest_person({ports_.index, ports_.people, ports_.faces, request.collection}, model_,
                                            {probe, /*resultant_length=*/1}, /*similarity_min=*/0));
  }
  if (!candidate) return std::nullopt;
  response.similarity = candidate->similarity;
  PersonId nearest = candidate->person.id;
  if (!reaches(candidate->similarity, response.threshold)) return nearest;
  response.decision = Decision::kMatch;
  response.person = std::move(candidate->person);
  return nearest;
}

Result<NearestPerson> VerifyFace::compare_with(const CollectionId& collection, const PersonId& person,
                                               const Embedding& probe) const {
  MIEN_TRY(GetPerson::Response claimed, GetPerson(ports_.people, ports_.faces).run(collection, person));
  if (claimed.faces.empty()) return fail(ErrorCode::kNotFound, "The person has no face.");
  MIEN_TRY(const FusedTemplate fused, fuse_faces(claimed.faces));
  return NearestPerson{std::move(claimed.person), model_.similarity(fused_cosine(probe, fused))};
}

Result<void> VerifyFace::write_event(const Request& request, Response& response) const {
  std::string subject;
  if (request.person) subject = request.person->text();
  if (response.person) subject = response.person->id.text();
  AuditEvent event = sources_.event(request.actor, "verify", request.collection.text(), std::move(subject),
                                    std::string(name_of(response.decision)));
  event.similarity = response.similarity;
  if (request.event) event.id = *request.event;
  response.event = event.id;
  return request.event ? ports_.audit.append_once(event) : ports_.audit.append(event);
}

std::string_view name_of(VerifyFace::Decision decision) {
  switch (decision) {
    case Decision::kMatch:
      return "match";
    case Decision::kNoMatch:
      return "no_match";
    case Decision::kNoFace:
      return "no_face";
    case Decision::kSeveralFaces:
      return "several_faces";
    case Decision::kLowQuality:
      return "low_quality";
  }
  return "";
}

}  // namespace mien::app
