#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "api/auth/key_ring.h"
#include "api/session/session_cookie.h"
#include "app/console/sessions.h"
#include "ports/http.h"

namespace mien::api {

/// Whose session a request of the console belongs to. Thread-safe, never blocks.
class SessionGate {
 public:
  /// All borrowed.
  SessionGate(const app::Sessions& sessions, const KeyRing& keys, SessionCookie cookie)
      : sessions_(sessions), keys_(keys), cookie_(cookie) {}

  struct SignedIn {
    Session session;
    std::string token;
    AccessKey key;
  };
  /// By the cookie alone, locked or not: for what neither changes nor tells anything. nullopt: nobody is signed in, or
  /// the session's key was revoked.
  std::optional<SignedIn> look(const HttpHead& head) const;

  enum class Refusal : std::uint8_t { kSignedOut, kLocked };
  /// By cookie and CSRF token.
  std::expected<SignedIn, Refusal> open(const HttpHead& head) const;
  /// nullopt: its key was revoked.
  std::optional<Role> role_of(const Session& session) const;
  const SessionCookie& cookie() const { return cookie_; }

 private:
  const app::Sessions& sessions_;
  const KeyRing& keys_;
  SessionCookie cookie_;
};

}  // namespace mien::api
