#include "api/rest/rest_api.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/auth/basic_auth.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/media_type.h"
#include "api/rest/url.h"
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

struct Target {
  const RestApi::Route* route;
  std::vector<std::string_view> ids;
};

/// HEAD goes where GET goes; the server leaves the body out.
Answer<Target> find_route(const HttpHead& head) {
  const std::string_view method = head.method == "HEAD" ? std::string_view("GET") : head.method;
  std::string allowed;
  for (const RestApi::Route& route : RestApi::routes()) {
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

/// Whether a browser sent the request for a page of another origin. It adds credentials that it was given once by
/// itself, and a form needs no permission to be sent anywhere; but it says whose page it was: Sec-Fetch-Site where the
/// connection is trustworthy, Origin in any case. No other client sends either.
bool is_of_another_site(const HttpHead& head) {
  if (const auto site = head.header("Sec-Fetch-Site")) return *site != "same-origin" && *site != "none";
  const auto origin = head.header("Origin");
  if (!origin) return false;
  const std::size_t scheme = origin->find("://");
  return scheme == std::string_view::npos ||
         !equal_ignoring_case(origin->substr(scheme + 3), head.header("Host").value_or(""));
}

/// How much body the route takes in the content type that is announced.
Answer<std::size_t> body_limit(RestApi::Body body, const HttpHead& head) {
  if (body == RestApi::Body::kNone) return 0;
  MIEN_TRY(const auto header, single_header(head, "Content-Type"));
  const auto parsed = parse_parameterized(header.value_or(""));
  const std::string type = parsed ? parsed->essence : "";
  const bool form = type == "multipart/form-data";
  const bool json = type == "application/json";
  if (body == RestApi::Body::kUpload && form) return limits::kUploadBodyBytesMax;
  if (body == RestApi::Body::kImage && form) return limits::kImageBodyBytesMax;
  if (body == RestApi::Body::kImage && json) return limits::kJsonBodyBytesMax;
  if (body == RestApi::Body::kPatch && json) return limits::kPatchBodyBytesMax;
  std::string_view accepted = "application/json";
  if (body == RestApi::Body::kUpload) accepted = "multipart/form-data";
  if (body == RestApi::Body::kImage) accepted = "multipart/form-data or application/json";
  return std::unexpected(
      Problem(HttpFault::kUnsupportedMediaType, "The Content-Type must be " + std::string(accepted) + "."));
}

}  // namespace

bool RestApi::owns_path(std::string_view path) {
  if (!path.starts_with('/')) return false;
  return std::ranges::find(kFirstSegments, take_segment(path)) != kFirstSegments.end();
}

std::span<const RestApi::Route> RestApi::routes() {
  using enum Access;
  static constexpr std::array<Route, 13> kRoutes{{
      {"POST", "/v1/people", "register_person", kKey, Body::kUpload, &RestApi::register_person},
      {"GET", "/v1/people", "list_people", kKey, Body::kNone, &RestApi::list_people},
      {"GET", "/v1/people/{person_id}", "get_person", kKey, Body::kNone, &RestApi::get_person},
      {"PATCH", "/v1/people/{person_id}", "update_person", kKey, Body::kPatch, &RestApi::update_person},
      {"DELETE", "/v1/people/{person_id}", "delete_person", kKey, Body::kNone, &RestApi::delete_person},
      {"POST", "/v1/people/{person_id}/faces", "add_faces", kKey, Body::kUpload, &RestApi::add_faces},
      {"DELETE", "/v1/people/{person_id}/faces/{face_id}", "delete_face", kKey, Body::kNone, &RestApi::delete_face},
      {"POST", "/v1/verify", "verify", kKey, Body::kImage, &RestApi::verify},
      {"GET", "/v1/events", "list_events", kKey, Body::kNone, &RestApi::list_events},
      {"GET", "/healthz", "health", kOpen, Body::kNone, &RestApi::health},
      {"GET", "/readyz", "readiness", kOpen, Body::kNone, &RestApi::readiness},
      {"GET", "/metrics", "metrics", kMetrics, Body::kNone, &RestApi::metrics},
      {"GET", "/openapi.json", "openapi", kKey, Body::kNone, &RestApi::openapi},
  }};
  return kRoutes;
}

Answer<std::string> RestApi::authenticate(const HttpHead& head) const {
  MIEN_TRY_VOID(single_header(head, "Authorization"));
  auto principal = verify_basic(head, ports_.keys);
  if (!principal) return std::unexpected(Problem(HttpFault::kUnauthenticated, std::move(principal).error().message));
  return std::move(principal->access_key_id);
}

Answer<RestApi::Admitted> RestApi::admit(const HttpHead& head) const {
  auto target = find_route(head);
  const bool open = target && (target->route->access == Access::kOpen ||
                               (target->route->access == Access::kMetrics && metrics_access_ == MetricsAccess::kOpen));
  Admitted admitted{.route = nullptr, .ids = {}, .actor = {}, .body_bytes_max = 0};
  // Credentials come first, so that a stranger does not even learn what there is.
  if (!open) {
    MIEN_TRY(admitted.actor, authenticate(head));
  }
  if (!target) return std::unexpected(std::move(target).error());
  if (target->route->method != "GET" && is_of_another_site(head))
    return std::unexpected(
        Problem(fail(ErrorCode::kAccessDenied, "A page of another origin may not send this request.").error()));
  admitted.route = target->route;
  for (const std::string_view id : target->ids) {
    MIEN_TRY(std::string decoded, decode_path_segment(id));
    admitted.ids.push_back(std::move(decoded));
  }
  MIEN_TRY(admitted.body_bytes_max, body_limit(admitted.route->body, head));
  if (announced_length(head).value_or(0) > admitted.body_bytes_max)
    return std::unexpected(Problem(HttpFault::kBodyTooLarge, "This path takes a body of at most " +
                                                                 std::to_string(admitted.body_bytes_max) + " bytes."));
  return admitted;
}

RestApi::Served RestApi::handle(const HttpRequest& request, std::string_view request_id) const {
  auto admitted = admit(request.head);
  if (!admitted) return refuse(admitted.error(), request_id);
  const Route& route = *admitted->route;
  const bool too_large = request.body.size() > admitted->body_bytes_max;
  auto answer = too_large ? Answer<HttpResponse>(std::unexpected(
                                Problem(HttpFault::kBodyTooLarge, "The body is larger than this path takes.")))
                          : (this->*route.serve)({request, *std::move(admitted)});
  if (answer) return {route.operation, "ok", *std::move(answer)};
  Served served = refuse(answer.error(), request_id);
  served.operation = route.operation;
  return served;
}

RestApi::Served RestApi::refuse(const Problem& problem, std::string_view request_id) {
  return {"refused", problem.kind.code, to_response(problem, request_id), problem.log_detail};
}

}  // namespace mien::api::rest
