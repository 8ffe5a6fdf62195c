#include "api/rest/review_routes.h"

#include <string>
#include <string_view>
#include <utility>

#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_members.h"
#include "api/rest/picture_response.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

using Verdict = app::CloseReview::Verdict;

std::string_view name_of(Review::State state) {
  switch (state) {
    case Review::State::kWaiting:
      return "open";
    case Review::State::kConfirmed:
      return "confirmed";
    case Review::State::kCorrected:
      break;
  }
  return "corrected";
}

Result<Verdict> parse_verdict(std::string_view text) {
  if (text == "same_person") return Verdict::kSamePerson;
  if (text == "other_person") return Verdict::kOtherPerson;
  if (text == "nobody") return Verdict::kNobody;
  return fail(ErrorCode::kInvalidArgument, "verdict must be same_person, other_person or nobody.");
}

Result<EventId> review_of(const Call& call) {
  const auto id = EventId::parse(call.ids.front());
  if (!id) return fail(ErrorCode::kInvalidArgument, "A review's id is a UUID in lower case.");
  return *id;
}

std::string settings_body(const app::ReviewPolicy& policy) {
  JsonWriter json;
  json.begin_object().key("review").begin_object().key("margin").number(policy.margin).key("days").integer(policy.days);
  return json.end_object().end_object().take();
}

}  // namespace

std::vector<Route> ReviewRoutes::routes() const {
  using enum Access;
  using R = ReviewRoutes;
  return {
      {"GET", "/v1/reviews?state&collection&page_size&page_token", "list_reviews", kKey, Body::kNone,
       bound(*this, &R::list)},
      {"GET", "/v1/reviews/{review_id}/photo?size", "get_review_photo", kKey, Body::kNone, bound(*this, &R::photo)},
      {"POST", "/v1/reviews/{review_id}", "close_review", kKey, Body::kSmall, bound(*this, &R::close)},
      {"GET", "/v1/settings", "get_settings", kKey, Body::kNone, bound(*this, &R::get_settings)},
      {"PATCH", "/v1/settings", "change_settings", kKey, Body::kSmall, bound(*this, &R::change_settings)},
  };
}

Result<std::string> ReviewRoutes::body_of(const Review& review) const {
  MIEN_TRY(const CollectionId collection, CollectionId::parse(review.collection));
  const auto person = parts_.people.find(collection, review.person);
  if (!person && person.error().code != ErrorCode::kNotFound) return std::unexpected(person.error());
  JsonWriter json;
  json.begin_object()
      .member("review_id", review.id.text())
      .member("event_id", review.id.text())
      .member("at", rfc3339(review.at))
      .member("collection", review.collection)
      .member("decision", review.matched ? "match" : "no_match");
  json.key("person").begin_object().member("id", review.person.text());
  if (person) json.member("name", person->name);
  json.end_object()
      .member("similarity", review.similarity)
      .key("threshold")
      .number(review.threshold)
      .member("state", name_of(review.state));
  if (review.closed) json.member("closed_by", review.closed_by).member("closed_at", rfc3339(*review.closed));
  return json.end_object().take();
}

Answer<HttpResponse> ReviewRoutes::list(const Call& call) const {
  ReviewStore::Filter filter;
  const std::string_view state = call.query.get("state").value_or("open");
  if (state != "open" && state != "closed") return fail(ErrorCode::kInvalidArgument, "state must be open or closed.");
  filter.which = state == "open" ? ReviewStore::Which::kWaiting : ReviewStore::Which::kClosed;
  if (const auto collection = call.query.get("collection")) {
    MIEN_TRY(const CollectionId id, CollectionId::parse(*collection));
    filter.collection = id.text();
  }
  MIEN_TRY(const PageRequest page, page_of(call.query));
  MIEN_TRY(const Page<Review> found, parts_.reviews.list(filter, page));
  JsonWriter json;
  json.begin_object().key("reviews").begin_array();
  for (const Review& review : found.items) {
    MIEN_TRY(const std::string body, body_of(review));
    json.raw(body);
  }
  json.end_array();
  if (!found.next.empty()) json.member("next_page_token", found.next);
  return json_response(200, json.end_object().take());
}

Answer<HttpResponse> ReviewRoutes::photo(const Call& call) const {
  MIEN_TRY(const EventId id, review_of(call));
  MIEN_TRY(const auto side_px, photo_size(call.query));
  MIEN_TRY(const Review review, parts_.reviews.find(id));
  if (!review.object) return fail(ErrorCode::kNotFound, "The picture was removed when somebody had looked at it.");
  MIEN_TRY(app::Photo photo,
           parts_.cut.run(
               {.object = *review.object, .box = review.box, .side_px = side_px, .patience = call.request.patience}));
  return picture_response(photo);
}

Answer<HttpResponse> ReviewRoutes::close(const Call& call) const {
  MIEN_TRY(const EventId id, review_of(call));
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"verdict", "person_id"}));
  MIEN_TRY(const std::string verdict, body.text("verdict"));
  app::CloseReview::Request wanted{.id = id, .actor = call.actor, .patience = call.request.patience};
  MIEN_TRY(wanted.verdict, parse_verdict(verdict));
  MIEN_TRY(const auto person, body.find_text("person_id"));
  if (person) {
    MIEN_TRY(wanted.person, PersonId::parse(*person));
  }
  MIEN_TRY(const Review closed, parts_.close.run(wanted));
  MIEN_TRY(std::string text, body_of(closed));
  return json_response(200, std::move(text));
}

Answer<HttpResponse> ReviewRoutes::get_settings(const Call& /*call*/) const {
  return json_response(200, settings_body(parts_.desk.policy()));
}

Answer<HttpResponse> ReviewRoutes::change_settings(const Call& call) const {
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"review"}));
  MIEN_TRY(const auto text, body.find_object("review"));
  if (!text) return fail(ErrorCode::kInvalidArgument, "The body has no member 'review'.");
  MIEN_TRY(const JsonMembers review, JsonMembers::read(*text, {"margin", "days"}));
  app::ReviewDesk::Change change{.actor = call.actor};
  MIEN_TRY(change.margin, review.find_number("margin"));
  MIEN_TRY(const auto days, review.find_number("days"));
  // What is no number of days is beyond the limits, too.
  if (days) change.days = *days >= 1 && *days <= 1e6 ? static_cast<std::int64_t>(*days) : 0;
  MIEN_TRY(const app::ReviewPolicy policy, parts_.desk.change_policy(change));
  return json_response(200, settings_body(policy));
}

}  // namespace mien::api::rest
