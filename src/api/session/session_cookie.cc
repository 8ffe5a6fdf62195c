#include "api/session/session_cookie.h"

#include <span>

#include "api/auth/crypto.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api {

std::string_view take_cookie(std::string_view& header) {
  const std::size_t end = header.find(';');
  std::string_view pair = header.substr(0, end);
  header.remove_prefix(end == std::string_view::npos ? header.size() : end + 1);
  while (pair.starts_with(' ')) pair.remove_prefix(1);
  while (pair.ends_with(' ')) pair.remove_suffix(1);
  return pair;
}

std::string_view SessionCookie::name() const {
  return scheme_ == Scheme::kHttps ? kSecureSessionCookie : kSessionCookie;
}

std::optional<std::string_view> SessionCookie::find(const HttpHead& head) const {
  std::optional<std::string_view> found;
  for (const HttpHeader& header : head.headers) {
    if (!equal_ignoring_case(header.name, "Cookie")) continue;
    for (std::string_view rest = header.value; !rest.empty();) {
      const std::string_view pair = take_cookie(rest);
      if (!pair.starts_with(name()) || pair.substr(name().size(), 1) != "=") continue;
      if (found) return std::nullopt;  // Somebody put a second one there.
      found = pair.substr(name().size() + 1);
    }
  }
  return found;
}

std::string SessionCookie::text(std::string_view value, std::chrono::seconds lifetime) const {
  std::string out(name());
  out += '=';
  out += value;
  out += "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(lifetime.count());
  if (scheme_ == Scheme::kHttps) out += "; Secure";
  return out;
}

HttpHeader SessionCookie::set(std::string_view token, std::chrono::seconds lifetime) const {
  return {"Set-Cookie", text(token, lifetime)};
}

HttpHeader SessionCookie::clear() const { return {"Set-Cookie", text("", std::chrono::seconds(0))}; }

std::string csrf_token_of(std::string_view session_token) {
  return hex(hmac_sha256(std::as_bytes(std::span(session_token)), "mien console csrf"));
}

bool has_csrf_token(const HttpHead& head, std::string_view session_token) {
  const std::string_view header = head.header("Authorization").value_or("");
  if (!header.starts_with(kSessionScheme)) return false;
  return equal_in_constant_time(header.substr(kSessionScheme.size()), csrf_token_of(session_token));
}

}  // namespace mien::api
