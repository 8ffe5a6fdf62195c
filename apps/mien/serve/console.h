#pragma once

#include <memory>
#include <optional>
#include <string>

#include "adapters/sealing/argon2_hasher.h"
#include "adapters/system/system_keys.h"
#include "api/rest/operator_routes.h"
#include "api/rest/session_routes.h"
#include "api/session/session_gate.h"
#include "app/console/kiosk.h"
#include "app/console/operators.h"
#include "app/console/sessions.h"
#include "app/console/sign_in.h"
#include "app/console/sign_in_throttle.h"
#include "app/turns.h"
#include "config.h"
#include "serve/access_keys.h"
#include "serve/backends.h"

namespace mien::cli {

/// Who signs in to the console, and what keeps that apart from everybody else.
class Console {
 public:
  /// Borrows backends and keys. @errors those of the store
  static Result<std::unique_ptr<Console>> open(Backends& backends, AccessKeys& access, const ServeConfig& config);

  /// Of the link with which the first operator chooses a name and a password; nullopt where there is an operator.
  /// Each start makes another. @errors those of the store
  Result<std::optional<std::string>> first_start_token() const;
  api::rest::SessionRoutes::Parts of_sessions();
  api::rest::OperatorRoutes::UseCases of_operators() const;
  const api::SessionGate& gate() const { return gate_; }
  app::Sessions& sessions() { return sessions_; }

 private:
  Console(Backends& backends, AccessKeys& access, const ServeConfig& config);

  Backends& backends_;
  Argon2Hasher hasher_;
  SystemKeys tokens_;
  app::SignInThrottle throttle_;
  app::Turns turns_;
  app::Turns known_turns_;
  app::Sessions sessions_;
  app::OperatorPorts ports_;
  app::PasswordCheck check_;
  app::PasswordCheck check_known_;  ///< Of those who have a session.
  app::SignIn sign_in_;
  app::SignOut sign_out_;
  app::BecomeKiosk become_kiosk_;
  app::CreateOperator create_;
  app::ListOperators list_;
  app::RemoveOperator remove_;
  app::IssueSignInLink issue_link_;
  app::RedeemSignInLink redeem_link_;
  app::ChangePassword change_password_;
  api::SessionGate gate_;
};

}  // namespace mien::cli
