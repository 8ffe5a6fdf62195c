#include "api/rest/audit_routes.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_shapes.h"
#include "core/limits.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

/// Words between commas. @errors kInvalidArgument  none, an empty one, or too many
Result<std::vector<std::string>> words_of(const Fields& query, std::string_view name) {
  std::vector<std::string> words;
  const auto text = query.get(name);
  if (!text) return words;
  for (std::string_view rest = *text;;) {
    const std::size_t end = rest.find(',');
    words.emplace_back(rest.substr(0, end));
    if (words.back().empty() || words.size() > limits::kEventFilterWordsMax)
      return fail(ErrorCode::kInvalidArgument, std::string(name) + " must be 1 to " +
                                                   std::to_string(limits::kEventFilterWordsMax) +
                                                   " words with commas between.");
    if (end == std::string_view::npos) return words;
    rest.remove_prefix(end + 1);
  }
}

Result<std::optional<Timestamp>> time_of(const Fields& query, std::string_view name) {
  const auto text = query.get(name);
  if (!text) return std::nullopt;
  const auto at = parse_rfc3339(*text);
  if (!at)
    return fail(ErrorCode::kInvalidArgument, std::string(name) + " must be a time such as 2026-02-03T04:05:06Z.");
  return at;
}

Result<std::optional<std::string>> collection_in(const Fields& query) {
  const auto text = query.get("collection");
  if (!text) return std::nullopt;
  MIEN_TRY(const CollectionId id, CollectionId::parse(*text));
  return id.text();
}

}  // namespace

std::vector<Route> AuditRoutes::routes() const {
  using enum Access;
  using R = AuditRoutes;
  return {
      {"GET", "/v1/events?collection&person_id&action&outcome&from&to&page_size&page_token", "list_events", kKey,
       Body::kNone, bound(*this, &R::list)},
      {"GET", "/v1/events/counts?collection&from&to", "count_events", kKey, Body::kNone, bound(*this, &R::count)},
  };
}

Answer<HttpResponse> AuditRoutes::list(const Call& call) const {
  AuditLog::Filter filter;
  MIEN_TRY(filter.collection, collection_in(call.query));
  if (const auto person = call.query.get("person_id")) {
    MIEN_TRY(const PersonId id, PersonId::parse(*person));
    filter.subject = id.text();
  }
  MIEN_TRY(filter.actions, words_of(call.query, "action"));
  MIEN_TRY(filter.outcomes, words_of(call.query, "outcome"));
  MIEN_TRY(filter.from, time_of(call.query, "from"));
  MIEN_TRY(filter.to, time_of(call.query, "to"));
  MIEN_TRY(const PageRequest page, page_of(call.query));
  MIEN_TRY(const Page<AuditEvent> events, use_.list.run(filter, page));
  return json_response(200, events_body(events));
}

Answer<HttpResponse> AuditRoutes::count(const Call& call) const {
  MIEN_TRY(const auto collection, collection_in(call.query));
  MIEN_TRY(const auto from, time_of(call.query, "from"));
  MIEN_TRY(const auto to, time_of(call.query, "to"));
  if (!from || !to) return fail(ErrorCode::kInvalidArgument, "from and to are needed.");
  MIEN_TRY(const auto counts, use_.count.run({.collection = collection, .from = *from, .to = *to}));
  JsonWriter json;
  json.begin_object().key("counts").begin_array();
  for (const AuditLog::Count& count : counts)
    json.begin_object()
        .member("hour", rfc3339_seconds(count.hour))
        .member("action", count.action)
        .member("outcome", count.outcome)
        .key("count")
        .unsigned_integer(count.count)
        .end_object();
  return json_response(200, json.end_array().end_object().take());
}

}  // namespace mien::api::rest
