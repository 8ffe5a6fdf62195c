#include "api/session/foreign_code.h"

#include <string>
#include <string_view>
#include <vector>

#include "api/session/session_cookie.h"
#include "core/ascii.h"

namespace mien::api {
namespace {

/// The header without pairs that are a session's under either scheme.
std::string without_sessions(std::string_view header) {
  std::string out;
  while (!header.empty()) {
    const std::string_view pair = take_cookie(header);
    const std::string_view name = pair.substr(0, pair.find('='));
    if (pair.empty() || name == kSessionCookie || name == kSecureSessionCookie) continue;
    out.append(out.empty() ? "" : "; ").append(pair);
  }
  return out;
}

}  // namespace

void hide_session(HttpHead& head) {
  std::vector<HttpHeader> kept;
  for (HttpHeader& header : head.headers) {
    if (equal_ignoring_case(header.name, "Cookie")) {
      header.value = without_sessions(header.value);
      if (header.value.empty()) continue;
    }
    kept.push_back(std::move(header));
  }
  head.headers = std::move(kept);
}

bool asks_for_worker_of_all(const HttpHead& head) {
  return head.header("Service-Worker").has_value() && head.path().rfind('/') == 0;
}

}  // namespace mien::api
