#include "api/rest/rest_api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/auth/basic_auth.h"
#include "api/auth/other_site.h"
#include "api/auth/permissions.h"
#include "api/http/media_type.h"
#include "api/http/url.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::rest {
namespace {

constexpr std::array<std::string_view, 7> kFirstSegments{"healthz", "readyz", "metrics",     "ui",
                                                         "v1",      "docs",   "openapi.json"};

std::string_view take_segment(std::string_view& path) {
  if (path.starts_with('/')) path.remove_prefix(1);
  const std::string_view segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

/// The raw segments that stand for ids, where the path has the form of the pattern.
std::optional<std::vector<std::string_view>> match(std::string_view pattern, std::string_view path) {
  pattern = pattern.substr(0, pattern.find('?'));
  std::vector<std::string_view> ids;
  while (!pattern.empty() && !path.empty()) {
    const std::string_view wanted = take_segment(pattern);
    const std::string_view given = take_segment(path);
    if (wanted.starts_with('{') && !given.empty())
      ids.push_back(given);
    else if (wanted != given)
      return std::nullopt;
  }
  if (!pattern.empty() || !path.empty()) return std::nullopt;
  return ids;
}

/// What stands behind the question mark.
std::vector<std::string_view> query_names(std::string_view pattern) {
  std::vector<std::string_view> names;
  for (std::size_t end = pattern.find('?'); end != std::string_view::npos; end = pattern.find('&')) {
    pattern.remove_prefix(end + 1);
    names.push_back(pattern.substr(0, pattern.find('&')));
  }
  return names;
}

/// How much body the route takes in the content type that is announced.
Answer<std::size_t> body_limit(Body body, const HttpHead& head) {
  if (body == Body::kNone) return 0;
  MIEN_TRY(const auto header, single_header(head, "Content-Type"));
  const auto parsed = parse_parameterized(header.value_or(""));
  const std::string type = parsed ? parsed->essence : "";
  const bool form = type == "multipart/form-data";
  const bool json = type == "application/json";
  if (body == Body::kUpload && form) return limits::kUploadBodyBytesMax;
  if (body == Body::kImage && form) return limits::kImageBodyBytesMax;
  if (body == Body::kImage && json) return limits::kJsonBodyBytesMax;
  if (body == Body::kPatch && json) return limits::kPatchBodyBytesMax;
  if (body == Body::kSmall && json) return limits::kSmallBodyBytesMax;
  if (body == Body::kAnnouncement && json) return limits::kAnnouncementBodyBytesMax;
  // SNS says that its JSON is plain text.
  if (body == Body::kEvents && (json || type == "text/plain")) return limits::kHookBodyBytesMax;
  std::string_view accepted = "application/json";
  if (body == Body::kUpload) accepted = "multipart/form-data";
  if (body == Body::kImage) accepted = "multipart/form-data or application/json";
  if (body == Body::kEvents) accepted = "application/json or text/plain";
  return std::unexpected(
      Problem(HttpFault::kUnsupportedMediaType, "The Content-Type must be " + std::string(accepted) + "."));
}

Surface::Served refused(const Problem& problem, std::string_view request_id) {
  return {"refused", problem.kind.code, to_response(problem, request_id), problem.log_detail};
}

}  // namespace

Problem problem_of(int status, std::string_view reason) {
  std::string detail(reason);
  switch (status) {
    case 408:
      return {HttpFault::kTooSlow, std::move(detail)};
    case 411:
      return {HttpFault::kLengthRequired, std::move(detail)};
    case 413:
      return {HttpFault::kBodyTooLarge, std::move(detail)};
    case 431:
      return {HttpFault::kHeadersTooLarge, std::move(detail)};
    case 500:
      return Error{ErrorCode::kInternal, std::move(detail)};
    case 503:
      return Error{ErrorCode::kOverloaded, std::move(detail)};
    default:
      break;
  }
  Problem problem(HttpFault::kMalformedRequest, std::move(detail));
  problem.kind.status = status;  // For example 505; the code stays malformed_request.
  return problem;
}

std::span<const std::string_view> RestApi::first_segments() { return kFirstSegments; }

bool RestApi::owns_path(std::string_view path) {
  if (!path.starts_with('/')) return false;
  return std::ranges::find(kFirstSegments, take_segment(path)) != kFirstSegments.end();
}

/// HEAD goes where GET goes; the server leaves the body out.
Answer<RestApi::Target> RestApi::find_route(const HttpHead& head) const {
  const std::string_view method = head.method == "HEAD" ? std::string_view("GET") : head.method;
  std::string allowed;
  for (const Route& route : routes_) {
    auto ids = match(route.pattern, head.path());
    if (!ids) continue;
    if (route.method == method) return Target{&route, *std::move(ids)};
    if (!allowed.empty()) allowed += ", ";
    allowed += route.method;
    if (route.method == "GET") allowed += ", HEAD";
  }
  if (allowed.empty()) return std::unexpected(Problem(HttpFault::kUnknownPath, "GET /openapi.json lists all paths."));
  Problem problem(HttpFault::kMethodNotAllowed, "This path takes " + allowed + ".");
  problem.headers.push_back({"Allow", allowed});
  return std::unexpected(std::move(problem));
}

Answer<Principal> RestApi::authenticate(const HttpHead& head, Access access) const {
  MIEN_TRY_VOID(single_header(head, "Authorization"));
  if (access == Access::kHook && hooks_ != nullptr && hooks_->opens(head))
    return Principal{std::string(kHookActor), Role::kEnroller};
  auto principal = verify_basic(head, keys_);
  if (!principal && access == Access::kHook && principal.error().problem == AuthProblem::kMissing)
    return std::unexpected(Problem(HttpFault::kUnauthenticated,
                                   "This needs an access key id and its secret, or the token of MIEN_HOOK_TOKEN."));
  if (!principal) return std::unexpected(Problem(HttpFault::kUnauthenticated, std::move(principal).error().message));
  return *std::move(principal);
}

Answer<RestApi::Opened> RestApi::open(const HttpHead& head) const {
  auto target = find_route(head);
  Opened opened{.route = nullptr, .ids = {}, .caller = {"", Role::kAuditor}, .body_bytes_max = 0};
  // Credentials come first, so that a stranger does not even learn what there is.
  const bool is_open = target && (target->route->access == Access::kOpen || target->route->access == Access::kSession);
  if (!is_open) {
    MIEN_TRY(opened.caller, authenticate(head, target ? target->route->access : Access::kKey));
  }
  if (!target) return std::unexpected(std::move(target).error());
  opened.route = target->route;
  if (opened.route->method != "GET" && is_of_another_site(head))
    return fail(ErrorCode::kAccessDenied, kRefusesOtherSite);
  if (!is_open && !may(opened.caller.role, "rest", opened.route->operation)) return refuse_role(opened.caller.role);
  for (const std::string_view id : target->ids) {
    MIEN_TRY(std::string decoded, decode_path_segment(id));
    opened.ids.push_back(std::move(decoded));
  }
  MIEN_TRY(opened.body_bytes_max, body_limit(opened.route->body, head));
  if (head.announced_length().value_or(0) > opened.body_bytes_max)
    return std::unexpected(Problem(HttpFault::kBodyTooLarge, "This path takes a body of at most " +
                                                                 std::to_string(opened.body_bytes_max) + " bytes."));
  return opened;
}

std::expected<Surface::Admitted, Surface::Served> RestApi::admit(const HttpHead& head,
                                                                 std::string_view request_id) const {
  const auto opened = open(head);
  if (!opened) return std::unexpected(refused(opened.error(), request_id));
  const Body body = opened->route->body;
  return Admitted{.body_bytes_max = opened->body_bytes_max,
                  .sender_is_proven = !opened->caller.access_key_id.empty(),
                  .reads_pictures = body == Body::kUpload || body == Body::kImage};
}

Surface::Served RestApi::handle(const HttpRequest& request, std::string_view request_id) const {
  auto opened = open(request.head);
  if (!opened) return refused(opened.error(), request_id);
  const Route& route = *opened->route;
  const auto answer_of = [&]() -> Answer<HttpResponse> {
    if (request.body.size() > opened->body_bytes_max)
      return std::unexpected(Problem(HttpFault::kBodyTooLarge, "The body is larger than this path takes."));
    const std::vector<std::string_view> names = query_names(route.pattern);
    MIEN_TRY(Fields query, Fields::from_query(request.head.query(), std::span(names)));
    return route.serve({.request = request,
                        .route = route,
                        .ids = std::move(opened->ids),
                        .query = std::move(query),
                        .actor = std::move(opened->caller.access_key_id),
                        .role = opened->caller.role});
  };
  auto answer = answer_of();
  if (answer) return {route.operation, "ok", *std::move(answer)};
  Served served = refused(answer.error(), request_id);
  served.operation = route.operation;
  return served;
}

Surface::Served RestApi::refuse(const HttpHead& /*head*/, int status, std::string_view reason,
                                std::string_view request_id) const {
  return refused(problem_of(status, reason), request_id);
}

}  // namespace mien::api::rest
