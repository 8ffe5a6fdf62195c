#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "ports/http.h"

namespace mien::api {

inline constexpr std::string_view kSessionCookie = "mien_session";
/// Browsers take a name that begins so only under https, from this host and for all of its paths.
inline constexpr std::string_view kSecureSessionCookie = "__Host-mien_session";
/// Takes the next "name=value" off a Cookie header.
std::string_view take_cookie(std::string_view& header);

/// The cookie that holds a session's token: no script can read it, no page of another site makes a browser send it, and
/// under https nothing else than https does.
class SessionCookie {
 public:
  enum class Scheme : std::uint8_t { kHttp, kHttps };
  explicit SessionCookie(Scheme scheme) : scheme_(scheme) {}

  /// The token that a request brings; nullopt where it brings none, or two.
  std::optional<std::string_view> find(const HttpHead& head) const;
  HttpHeader set(std::string_view token, std::chrono::seconds lifetime) const;
  HttpHeader clear() const;

 private:
  std::string_view name() const;
  std::string text(std::string_view value, std::chrono::seconds lifetime) const;
  Scheme scheme_;
};

/// What the console's pages are told beside the cookie, and say with every request: a page of another site could make a
/// browser send the cookie, but neither read this nor send it.
std::string csrf_token_of(std::string_view session_token);

/// "Authorization: Mien-Session CSRF_TOKEN".
inline constexpr std::string_view kSessionScheme = "Mien-Session ";
/// Whether the request says the token of that session. Takes the same time wherever it is wrong.
bool has_csrf_token(const HttpHead& head, std::string_view session_token);

}  // namespace mien::api
