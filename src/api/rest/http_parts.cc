#include "api/rest/http_parts.h"

#include <utility>

#include "core/ascii.h"

namespace mien::api::rest {

Answer<std::optional<std::string_view>> single_header(const HttpHead& head, std::string_view name) {
  std::optional<std::string_view> found;
  for (const HttpHeader& header : head.headers) {
    if (!equal_ignoring_case(header.name, name)) continue;
    if (found)
      return std::unexpected(
          Problem(HttpFault::kMalformedRequest, "The header " + std::string(name) + " comes twice."));
    found = header.value;
  }
  return found;
}

HttpResponse json_response(int status, std::string body) {
  return {.status = status,
          .headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}},
          .body = std::move(body)};
}

HttpResponse empty_response() { return {.status = 204, .headers = {{"Cache-Control", "no-store"}}, .body = {}}; }

}  // namespace mien::api::rest
