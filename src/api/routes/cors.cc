#include "api/routes/cors.h"

#include <algorithm>
#include <optional>

#include "core/ascii.h"

namespace mien::api::routes {
namespace {

/// What Access-Control-Allow-Origin is to say; nullopt: nothing.
std::optional<std::string> allowed_origin(const HttpHead& head, std::span<const std::string> origins) {
  const auto origin = head.header("origin");
  if (!origin) return std::nullopt;
  if (std::ranges::find(origins, "*") != origins.end()) return "*";
  if (!names_origin(origins, head)) return std::nullopt;
  return std::string(*origin);
}

bool is_header_list(std::string_view text) {
  return text.size() <= 1024 &&
         std::ranges::all_of(text, [](char c) { return is_token_character(c) || c == ',' || c == ' '; });
}

}  // namespace

bool names_origin(std::span<const std::string> origins, const HttpHead& head) {
  return std::ranges::find(origins, head.header("origin").value_or("")) != origins.end();
}

void add_cors(HttpResponse& response, const HttpHead& head, std::span<const std::string> origins) {
  if (origins.empty()) return;
  response.headers.push_back({"Vary", "Origin"});
  if (auto origin = allowed_origin(head, origins))
    response.headers.push_back({"Access-Control-Allow-Origin", *std::move(origin)});
}

HttpResponse preflight(const HttpHead& head, std::span<const std::string> origins, std::string_view methods) {
  HttpResponse response{.status = 204, .headers = {}, .body = {}};
  add_cors(response, head, origins);
  if (!allowed_origin(head, origins)) {
    response.status = 403;
    return response;
  }
  response.headers.push_back({"Access-Control-Allow-Methods", std::string(methods)});
  const std::string_view wanted = head.header("access-control-request-headers").value_or("");
  if (!wanted.empty() && is_header_list(wanted))
    response.headers.push_back({"Access-Control-Allow-Headers", std::string(wanted)});
  response.headers.push_back({"Access-Control-Max-Age", "600"});
  return response;
}

}  // namespace mien::api::routes
