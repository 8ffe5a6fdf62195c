#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/audit_sources.h"
#include "app/console/sessions.h"
#include "app/console/sign_in_throttle.h"
#include "app/turns.h"
#include "core/patience.h"
#include "ports/operators.h"
#include "ports/store.h"

namespace mien::app {

/// Whether somebody is who they say: an operator by name and password, or whoever holds an access key by its id and
/// secret. Bounded in what it costs, and slow for those who guess. Thread-safe.
class PasswordCheck {
 public:
  struct Ports {
    const OperatorStore& operators;
    const PasswordHasher& hasher;
    SignInThrottle& throttle;
    Turns& turns;
    /// Whether an access key has this secret; takes as long for a key that there is not.
    std::function<bool(std::string_view access_key_id, std::string_view secret)> is_key;
  };
  struct Attempt {
    std::string name;
    std::string password;
    std::string address{};     ///< The client's; empty: wrong ones are not counted against it.
    std::string counted_as{};  ///< What wrong ones are counted against instead of the name.
    Patience patience{};
  };
  explicit PasswordCheck(Ports ports) : ports_(std::move(ports)) {}
  /// The access key of whoever it is. Takes the same time for a name that there is not as for a wrong password, and
  /// answers the same.
  /// @errors kAccessDenied, kOverloaded (too many were wrong, or too many are checked), kUnavailable, those of Patience
  Result<std::string> run(const Attempt& attempt) const;

 private:
  Result<std::string> judge(const Attempt& attempt) const;

  Ports ports_;
};

class SignIn {
 public:
  SignIn(const PasswordCheck& check, Sessions& sessions, AuditLog& audit, AuditSources sources)
      : check_(check), sessions_(sessions), audit_(audit), sources_(sources) {}
  /// Leaves an audit event. @errors those of PasswordCheck and Sessions::open
  Result<Sessions::Opened> run(const PasswordCheck::Attempt& attempt) const;

 private:
  const PasswordCheck& check_;
  Sessions& sessions_;
  AuditLog& audit_;
  AuditSources sources_;
};

}  // namespace mien::app
