#pragma once

#include <optional>
#include <string_view>

#include "app/console/sessions.h"
#include "app/keys.h"

namespace mien::app {

/// Leaves a door to itself: ends the operator's session there and opens one that may verify and nothing else, with an
/// access key of its own, so that the audit log tells the doors apart and each can be shut from elsewhere.
class BecomeKiosk {
 public:
  BecomeKiosk(const CreateKey& create_key, const RevokeKey& revoke_key, Sessions& sessions, const Clock& clock)
      : create_key_(create_key), revoke_key_(revoke_key), sessions_(sessions), clock_(clock) {}
  /// @param token       of `session`
  /// @param key_expires  of the session's access key, beyond which the kiosk's does not last
  /// @errors kInvalidArgument (it is one already), kQuotaExceeded, kUnavailable
  Result<Sessions::Opened> run(const Session& session, std::string_view token,
                               const std::optional<Timestamp>& key_expires) const;

 private:
  const CreateKey& create_key_;
  const RevokeKey& revoke_key_;
  Sessions& sessions_;
  const Clock& clock_;
};

/// Signs out; a kiosk's access key goes with its session.
class SignOut {
 public:
  SignOut(const RevokeKey& revoke_key, Sessions& sessions) : revoke_key_(revoke_key), sessions_(sessions) {}
  /// @errors kUnavailable
  Result<void> run(const Session& session, std::string_view token) const;

 private:
  const RevokeKey& revoke_key_;
  Sessions& sessions_;
};

}  // namespace mien::app
