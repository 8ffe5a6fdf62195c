#include "api/rest/upload_routes.h"

#include <algorithm>
#include <array>

#include "api/json/parse.h"
#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_shapes.h"
#include "api/rest/upload_shapes.h"
#include "app/collections.h"
#include "core/limits.h"
#include "core/number.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

constexpr std::array<std::string_view, 3> kContentTypes{"image/jpeg", "image/png", "image/webp"};

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }
std::unexpected<Error> no_upload() { return fail(ErrorCode::kNotFound, "There is no such upload."); }

/// The body of an announcement.
struct Announcement {
  app::UploadPayload what{};
  std::string content_type{kContentTypes.front()};
  std::optional<std::uint64_t> bytes{};
  std::chrono::seconds lifetime = limits::kUploadLifetimeDefault;
};

std::string text_of(const boost::json::value& value) { return {value.get_string().data(), value.get_string().size()}; }

/// Takes one member; false: its value is of a wrong type.
Result<bool> take_text(Announcement& out, std::string_view name, const boost::json::value& value) {
  if (!value.is_string()) return false;
  std::string text = text_of(value);
  if (name == "action") {
    if (text != "register" && text != "verify") return wrong("action must be register or verify.");
    out.what.is_verification = text == "verify";
  } else if (name == "content_type") {
    if (std::ranges::find(kContentTypes, text) == kContentTypes.end())
      return wrong("content_type must be image/jpeg, image/png or image/webp.");
    out.content_type = std::move(text);
  } else if (name == "collection") {
    out.what.collection = std::move(text);
  } else if (name == "name") {
    out.what.name = std::move(text);
  } else {
    out.what.person = std::move(text);  // "id" of a registration, "person_id" of a verification.
  }
  return true;
}

Result<bool> take_number(Announcement& out, std::string_view name, const boost::json::value& value) {
  if (name == "threshold") {
    if (!value.is_number()) return false;
    out.what.similarity_min = value.to_number<double>();
    return true;
  }
  if (!value.is_int64() || value.get_int64() < 1) return false;
  if (name == "size") {
    out.bytes = static_cast<std::uint64_t>(value.get_int64());
    if (*out.bytes > limits::kObjectImageBytesMax)
      return wrong("size may be at most " + std::to_string(limits::kObjectImageBytesMax) + " bytes.");
  } else {
    out.lifetime = std::chrono::seconds(std::min<std::int64_t>(value.get_int64(), INT32_MAX));
  }
  return true;
}

Result<bool> take_member(Announcement& out, std::string_view name, const boost::json::value& value) {
  if (name == "consent") {
    if (value.is_bool()) out.what.consent = value.get_bool();
    return value.is_bool();
  }
  if (name == "attributes") {
    if (value.is_object()) out.what.attributes_json = json_text(value);
    return value.is_object();
  }
  if (name == "size" || name == "expires_in_s" || name == "threshold") return take_number(out, name, value);
  return take_text(out, name, value);
}

Result<Announcement> read_announcement(std::string_view body) {
  MIEN_TRY(const boost::json::value parsed, parse_json(body));
  if (!parsed.is_object()) return wrong("The body must be a JSON object.");
  constexpr std::array<std::string_view, 11> kKnown{"action",       "attributes", "collection", "consent",
                                                    "content_type", "id",         "name",       "person_id",
                                                    "expires_in_s", "size",       "threshold"};
  Announcement out;
  out.what.collection = app::kDefaultCollection;
  const boost::json::object& members = parsed.get_object();
  for (const auto& member : members) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::ranges::find(kKnown, name) == kKnown.end()) return wrong("Unknown member " + in_quotes(name) + ".");
    MIEN_TRY(const bool fits, take_member(out, name, member.value()));
    if (!fits) return wrong("The member " + in_quotes(name) + " has a value of a wrong type.");
  }
  if (!members.contains("action")) return wrong("The body has no member 'action'.");
  const std::string_view other = out.what.is_verification ? "id" : "person_id";
  if (members.contains(other)) return wrong("The member " + in_quotes(other) + " is not of this action.");
  if (!out.what.is_verification && out.what.similarity_min)
    return wrong("The member 'threshold' is of a verification.");
  return out;
}

Result<TaskState> parse_state(std::string_view text) {
  for (const TaskState state :
       {TaskState::kWaiting, TaskState::kDone, TaskState::kRefused, TaskState::kFailed, TaskState::kOpen})
    if (name_of(state) == text) return state;
  return wrong("state must be open, waiting, done, refused or failed.");
}

Result<std::chrono::seconds> parse_wait(const Fields& query) {
  const auto text = query.get("wait_s");
  if (!text) return std::chrono::seconds{0};
  const auto seconds = number_of<std::int64_t>(*text);
  if (!seconds || *seconds < 0 || *seconds > limits::kUploadWaitMax.count())
    return wrong("wait_s must be a number from 0 to " + std::to_string(limits::kUploadWaitMax.count()) + ".");
  return std::chrono::seconds(*seconds);
}

/// A verifier sees what its own key announced, and of no other upload whether it exists.
bool may_see(const Call& call, const Task& task) {
  if (call.role != Role::kVerifier) return true;
  const auto payload = app::read_payload(task.what.payload);
  return payload && payload->announced_by == call.actor;
}

}  // namespace

std::vector<Route> UploadRoutes::routes() const {
  using enum Access;
  using R = UploadRoutes;
  return {
      {"POST", "/v1/uploads", "create_upload", kKey, Body::kAnnouncement, bound(*this, &R::create)},
      {"GET", "/v1/uploads?bucket&key&intake&state&page_size&page_token", "list_uploads", kKey, Body::kNone,
       bound(*this, &R::list)},
      {"GET", "/v1/uploads/{upload_id}?wait_s", "get_upload", kKey, Body::kNone, bound(*this, &R::get)},
      {"POST", "/v1/uploads/{upload_id}/retry", "retry_upload", kKey, Body::kNone, bound(*this, &R::retry)},
  };
}

/// The Host header names only what the client itself asked for, so that it gets back what it gave.
Result<std::string> UploadRoutes::base_url(const HttpHead& head) const {
  if (!public_url_.empty()) return public_url_;
  const auto host = head.header("host");
  if (!host || host->empty()) return wrong("The request has no Host header, and the service has no public URL.");
  return scheme_ + "://" + std::string(*host);
}

Answer<HttpResponse> UploadRoutes::create(const Call& call) const {
  MIEN_TRY(Announcement wanted, read_announcement(call.request.body));
  // Whoever may only ask whose a face is announces no registration.
  if (!wanted.what.is_verification && call.role == Role::kVerifier)
    return fail(ErrorCode::kAccessDenied, "A key with the role verifier may only announce verifications.");
  wanted.what.announced_by = call.actor;
  MIEN_TRY(const std::string base, base_url(call.request.head));
  MIEN_TRY(const app::AnnounceUpload::Response made,
           use_.announce.run({.what = wanted.what, .lifetime = wanted.lifetime}));
  MIEN_TRY(const UploadLink link, sign_({.access_key_id = call.actor,
                                         .base_url = base,
                                         .bucket = made.bucket,
                                         .key = made.key,
                                         .content_type = wanted.content_type,
                                         .bytes = wanted.bytes,
                                         .lifetime = wanted.lifetime}));
  JsonWriter json;
  json.begin_object().member("upload_id", made.id.text()).member("url", link.url).member("method", "PUT");
  json.key("headers").begin_object();
  for (const HttpHeader& header : link.headers) json.member(header.name, header.value);
  json.end_object().member("bucket", made.bucket).member("key", made.key);
  json.member("expires_at", rfc3339(made.expires)).end_object();
  HttpResponse response = json_response(201, json.take());
  response.headers.push_back({"Location", "/v1/uploads/" + made.id.text()});
  return response;
}

Answer<HttpResponse> UploadRoutes::get(const Call& call) const {
  MIEN_TRY(const std::chrono::seconds wait, parse_wait(call.query));
  const auto id = TaskId::parse(call.ids.front());
  if (!id) return no_upload();
  MIEN_TRY(const Task first, use_.find.by_id(*id, std::chrono::seconds{0}, call.request.patience));
  if (!may_see(call, first)) return no_upload();
  MIEN_TRY(const Task task, use_.find.by_id(*id, wait, call.request.patience));
  return json_response(200, upload_body(task));
}

Answer<HttpResponse> UploadRoutes::list(const Call& call) const {
  TaskStore::Filter filter{.kind = TaskKind::kIntake,
                           .target = std::string(call.query.get("intake").value_or("")),
                           .bucket = std::string(call.query.get("bucket").value_or("")),
                           .key = std::string(call.query.get("key").value_or(""))};
  if (const auto state = call.query.get("state")) {
    MIEN_TRY(filter.state, parse_state(*state));
  }
  MIEN_TRY(PageRequest page, page_of(call.query));
  page.patience = call.request.patience;
  MIEN_TRY(const Page<Task> uploads, use_.tasks.list(filter, page));
  return json_response(200, uploads_body(uploads));
}

Answer<HttpResponse> UploadRoutes::retry(const Call& call) const {
  const auto id = TaskId::parse(call.ids.front());
  if (!id) return no_upload();
  MIEN_TRY_VOID(use_.retry.run(*id));
  use_.wake();
  MIEN_TRY(const Task task, use_.find.by_id(*id, std::chrono::seconds{0}, call.request.patience));
  return json_response(202, upload_body(task));
}

}  // namespace mien::api::rest
