#include "app/reviews/close_review.h"

#include <utility>
#include <vector>

#include "app/object_sweep.h"

namespace mien::app {
namespace {

/// Whose the face is; nullopt: nobody's. @errors kInvalidArgument
Result<std::optional<PersonId>> owner_of(const Review& review, const CloseReview::Request& request) {
  const bool names_somebody = request.verdict == CloseReview::Verdict::kOtherPerson;
  if (names_somebody != request.person.has_value())
    return fail(ErrorCode::kInvalidArgument, "person_id is for the verdict other_person, and needed for it.");
  if (request.verdict == CloseReview::Verdict::kNobody) return std::nullopt;
  if (request.verdict == CloseReview::Verdict::kSamePerson) return review.person;
  if (*request.person == review.person)
    return fail(ErrorCode::kInvalidArgument, "That is who was meant: the verdict is same_person.");
  return request.person;
}

}  // namespace

Result<Review> CloseReview::run(const Request& request) const {
  MIEN_TRY(const Review review, reviews_.find(request.id));
  if (review.state != Review::State::kWaiting || !review.object)
    return fail(ErrorCode::kChangedMeanwhile, "Somebody has looked at it already.");
  MIEN_TRY(const std::optional<PersonId> owner, owner_of(review, request));
  if (owner) {
    MIEN_TRY(const CollectionId collection, CollectionId::parse(review.collection));
    MIEN_TRY(const std::vector<std::byte> file, objects_.get(*review.object));
    MIEN_TRY_VOID(add_faces_.run({.collection = collection,
                                  .person = *owner,
                                  .images = {file},
                                  .actor = request.actor,
                                  .patience = request.patience}));
  }
  const bool was_right = request.verdict == (review.matched ? Verdict::kSamePerson : Verdict::kNobody);
  const Timestamp now = sources_.clock.now();
  MIEN_TRY(const auto unused,
           reviews_.close(request.id, {.state = was_right ? Review::State::kConfirmed : Review::State::kCorrected,
                                       .by = request.actor,
                                       .at = now,
                                       .event = sources_.event(request.actor, "close_review", review.collection,
                                                               owner.value_or(review.person).text(),
                                                               was_right ? "confirmed" : "corrected")}));
  remove_objects(objects_, unused);
  return reviews_.find(request.id);
}

}  // namespace mien::app
