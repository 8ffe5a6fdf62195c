#pragma once

#include <string_view>
#include <vector>

#include "api/rest/route.h"
#include "api/session/session_gate.h"
#include "app/console/kiosk.h"
#include "app/console/operators.h"
#include "app/console/sign_in.h"
#include "ports/operators.h"

namespace mien::api::rest {

/// Signing in to the console, and what a session is asked to do with itself. No access key opens these routes: each
/// says by itself what it needs.
class SessionRoutes {
 public:
  /// All borrowed; they outlive this object.
  struct Parts {
    const SessionGate& gate;
    app::Sessions& sessions;
    const app::PasswordCheck& check_password;  ///< Of those who have a session.
    const app::SignIn& sign_in;
    const app::SignOut& sign_out;
    const app::BecomeKiosk& become_kiosk;
    const app::RedeemSignInLink& redeem_link;
    const app::ChangePassword& change_password;
    const OperatorStore& operators;
  };
  explicit SessionRoutes(Parts parts) : parts_(parts) {}

  /// They borrow this object.
  std::vector<Route> routes() const;

 private:
  Answer<HttpResponse> get(const Call& call) const;
  Answer<HttpResponse> sign_in(const Call& call) const;
  Answer<HttpResponse> sign_out(const Call& call) const;
  Answer<HttpResponse> lock(const Call& call) const;
  Answer<HttpResponse> unlock(const Call& call) const;
  Answer<HttpResponse> become_kiosk(const Call& call) const;
  Answer<HttpResponse> redeem_link(const Call& call) const;
  Answer<HttpResponse> change_password(const Call& call) const;

  Result<std::string> check_password(const SessionGate::SignedIn& caller, std::string password,
                                     const Patience& patience) const;
  HttpResponse opened(const app::Sessions::Opened& opened) const;
  /// Whoever was signed in here before has left the place.
  HttpResponse opened_instead(const Call& call, const app::Sessions::Opened& done) const;
  std::string body_of(const Session& session, std::string_view token) const;

  Parts parts_;
};

}  // namespace mien::api::rest
