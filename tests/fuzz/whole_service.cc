#include "fuzz/whole_service.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <utility>

#include "adapters/http_server/head_parser.h"
#include "adapters/http_server/response_head.h"
#include "api/json/parse.h"
#include "contract/store_samples.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "support/header_of.h"

namespace mien::fuzz {
namespace {

void require(bool promise) {
  if (!promise) std::abort();
}

/// The fakes never fail and never are busy, so every other trouble is ours.
bool is_expected(int status) {
  constexpr std::array kExpected{200, 201, 202, 204, 206, 302, 303, 304, 400, 401, 403,
                                 404, 405, 409, 411, 412, 413, 415, 416, 422, 501, 507};
  return std::ranges::find(kExpected, status) != kExpected.end();
}

}  // namespace

void check_answer(const HttpResponse& response, std::string_view method) {
  require(is_expected(response.status) && http_server::is_sendable(response));
  require(!header_of(response, "X-Request-Id").empty());
  const std::string type = header_of(response, "Content-Type");
  const bool is_json = type == "application/json" || type == "application/problem+json" ||
                       type == "application/x-amz-json-1.0" || type == "application/x-amz-json-1.1";
  if (is_json) require(api::parse_json(response.body).has_value());
  if (response.status >= 400)
    require(is_json || type == "application/xml" || type == "text/xml" ||
            (method == "HEAD" && type.empty() && response.body.empty()));
  if (response.status == 204) require(response.body.empty());
}

std::optional<HttpRequest> read_request(std::string_view text) {
  http_server::HeadScanner scanner;
  if (scanner.scan(text) != http_server::HeadScanner::State::kComplete) return std::nullopt;
  http_server::RequestHead head;
  if (http_server::parse_head(text.substr(scanner.begin(), scanner.end() - scanner.begin()),
                              {.headers_max = limits::kHeadersMax, .target_bytes_max = limits::kTargetBytesMax}, head))
    return std::nullopt;
  HttpRequest request{std::move(head.head), std::string(text.substr(scanner.end()))};
  request.head.remote_address = "192.0.2.1";
  return request;
}

void answer(api::Router& router, const HttpRequest& request) {
  const HttpHandler::Admission admission = router.admit(request.head);
  if (admission.refusal) return check_answer(*admission.refusal, request.head.method);
  if (request.body.size() > admission.body_bytes_max)
    return check_answer(router.refuse(request.head, 413, "body too large"), request.head.method);
  check_answer(router.handle(request), request.head.method);
}

WholeService::WholeService() {
  const auto made = world_.base.post("CreateCollection", R"({"CollectionId":"staff"})");
  require(made.status == 200);
}

void WholeService::send(std::string_view text) {
  auto request = read_request(text);
  if (!request) return;
  if (!request->head.header("authorization")) {
    if (world_.base.api.owns(request->head) && request->head.header("host") && !request->head.header("x-amz-date")) {
      world_.base.sign(*request);
    } else {
      const HttpRequest known = api::rest::World::request("GET", "/");
      request->head.headers.push_back({"Authorization", std::string(*known.head.header("authorization"))});
    }
  }
  answer(router_, *request);
}

void WholeService::call(std::string_view operation, std::string_view body) {
  answer(router_, world_.base.request(operation, body));
}

void WholeService::check_state() {
  samples::Gallery gallery;
  require(samples::follow(world_.base.store.changes(), 0, gallery).has_value());
  for (const auto& [id, rows] : gallery) require(world_.base.index.size(id) == rows.size());

  std::set<ObjectKey> wanted, kept;
  require(world_.base.store.changes().for_each_object([&](const ObjectKey& key) { wanted.insert(key); }).has_value());
  require(world_.base.objects.for_each([&](const ObjectKey& key) { kept.insert(key); }).has_value());
  require(wanted == kept);

  const std::string counted = world_.base.metrics.render();
  require(std::ranges::all_of(counted, [](char c) { return is_alphanumeric(c) || c == '_' || c == ' ' || c == '\n'; }));
}

std::string_view take_message(std::string_view& text) {
  const std::size_t end = std::min(text.find('\xFF'), text.size());
  const std::string_view message = text.substr(0, end);
  text.remove_prefix(std::min(text.size(), end + 1));
  return message;
}

}  // namespace mien::fuzz
