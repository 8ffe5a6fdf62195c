#include "api/rest/event_routes.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/permissions.h"
#include "api/rest/event_stream.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "app/intake/upload_collection.h"

namespace mien::api::rest {
namespace {

/// What the role may list it may hear of.
app::EventFeed::Wants allowed(Role role) {
  return {.events = may(role, "rest", "list_events"), .uploads = may(role, "rest", "list_uploads")};
}

/// The types that are asked for; all that the role may hear of where none are.
Answer<app::EventFeed::Wants> wanted(std::optional<std::string_view> types, Role role) {
  const app::EventFeed::Wants may_hear = allowed(role);
  if (!types) return may_hear;
  app::EventFeed::Wants out{.events = false, .uploads = false};
  for (std::string_view rest = *types;;) {
    const std::size_t end = rest.find(',');
    const std::string_view type = rest.substr(0, end);
    if (type == "audit")
      out.events = true;
    else if (type == "upload")
      out.uploads = true;
    else
      return fail(ErrorCode::kInvalidArgument, "types must be audit, upload or audit,upload.");
    if (end == std::string_view::npos) break;
    rest.remove_prefix(end + 1);
  }
  if ((out.events && !may_hear.events) || (out.uploads && !may_hear.uploads))
    return fail(ErrorCode::kAccessDenied,
                "A key with the role " + std::string(name_of(role)) + " may not hear of these types.");
  return out;
}

Answer<std::optional<Timeline::Position>> last_heard(const HttpHead& head) {
  MIEN_TRY(const auto text, single_header(head, "Last-Event-ID"));
  if (!text || text->empty()) return std::nullopt;
  MIEN_TRY(const Timeline::Position at, parse_event_position(*text));
  return at;
}

}  // namespace

std::vector<Route> EventRoutes::routes() const {
  return {{"GET", "/v1/events/stream?collection&types", "stream_events", Access::kKey, Body::kNone,
           bound(*this, &EventRoutes::stream)}};
}

Answer<HttpResponse> EventRoutes::stream(const Call& call) const {
  const HttpHead& head = call.request.head;
  MIEN_TRY(const app::EventFeed::Wants wants, wanted(call.query.get("types"), call.role));
  EventStream::Options options;
  if (const auto collection = call.query.get("collection")) {
    MIEN_TRY(const CollectionId id, CollectionId::parse(*collection));
    options.collection = id.text();
  }
  options.collection_of = [&intakes = parts_.intakes](const Task& upload) {
    return app::upload_collection(upload, intakes);
  };
  options.may_go_on = [&keys = parts_.keys, actor = call.actor, role = call.role] {
    const auto key = keys.find(actor);
    return key && key->role == role;
  };
  MIEN_TRY(const auto from, last_heard(head));
  MIEN_TRY(const Timeline::Position at, parts_.feed.begin_at(from));
  const auto stream = std::make_shared<EventStream>(std::move(options), at, parts_.bell);
  if (head.method != "HEAD") parts_.feed.follow(stream, wants, at);
  return HttpResponse{.status = 200,
                      .headers = {{"Content-Type", "text/event-stream"},
                                  {"Cache-Control", "no-store"},
                                  {"X-Accel-Buffering", "no"}},  // nginx would else keep events back.
                      .body = {},
                      .stream = stream};
}

}  // namespace mien::api::rest
