#include "api/rest/session_routes.h"

#include <utility>

#include "api/auth/permissions.h"
#include "api/json/writer.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_members.h"
#include "core/ascii.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

/// A wrong password is no lack of rights.
Problem of_sign_in(Error error) {
  if (error.code == ErrorCode::kAccessDenied) return {HttpFault::kSignedOut, std::move(error.message)};
  return Problem(std::move(error));
}

/// The session of a request that says its CSRF token, locked or not.
Answer<SessionGate::SignedIn> own_session(const SessionGate& gate, const HttpHead& head) {
  auto found = gate.look(head);
  if (!found || !has_csrf_token(head, found->token))
    return std::unexpected(Problem(HttpFault::kSignedOut, "Nobody is signed in: POST /v1/session begins a session."));
  return *std::move(found);
}

Answer<SessionGate::SignedIn> open_session(const SessionGate& gate, const HttpHead& head) {
  MIEN_TRY(auto found, own_session(gate, head));
  if (found.session.locked) return std::unexpected(Problem(HttpFault::kSessionLocked, "The session is locked."));
  return found;
}

}  // namespace

std::vector<Route> SessionRoutes::routes() const {
  using enum Access;
  using R = SessionRoutes;
  return {
      {"GET", "/v1/session", "get_session", kSession, Body::kNone, bound(*this, &R::get)},
      {"POST", "/v1/session", "sign_in", kSession, Body::kSmall, bound(*this, &R::sign_in)},
      {"DELETE", "/v1/session", "sign_out", kSession, Body::kNone, bound(*this, &R::sign_out)},
      {"POST", "/v1/session/lock", "lock_session", kSession, Body::kNone, bound(*this, &R::lock)},
      {"POST", "/v1/session/unlock", "unlock_session", kSession, Body::kSmall, bound(*this, &R::unlock)},
      {"POST", "/v1/session/kiosk", "become_kiosk", kSession, Body::kNone, bound(*this, &R::become_kiosk)},
      {"POST", "/v1/session/link", "redeem_link", kSession, Body::kSmall, bound(*this, &R::redeem_link)},
      {"POST", "/v1/session/password", "change_password", kSession, Body::kSmall, bound(*this, &R::change_password)},
  };
}

std::string SessionRoutes::body_of(const Session& session, std::string_view token) const {
  const auto key = parts_.gate.role_of(session);
  JsonWriter json;
  json.begin_object()
      .member("state", session.locked ? "locked" : "open")
      .member("kind", session.kind == Session::Kind::kKiosk ? "kiosk" : "console")
      .member("name", session.name)
      .member("access_key_id", session.access_key_id)
      .member("role", name_of(key.value_or(Role::kVerifier)))
      .member("csrf_token", csrf_token_of(token))
      .key("idle_lock_s")
      .integer(parts_.sessions.idle_lock().count())
      .member("expires_at", rfc3339(session.expires))
      .end_object();
  return json.take();
}

/// Wrong ones are counted against the session: a stranger's guesses shall not keep its operator out.
Result<std::string> SessionRoutes::check_password(const SessionGate::SignedIn& caller, std::string password,
                                                  const Patience& patience) const {
  return parts_.check_password.run({.name = caller.session.name,
                                    .password = std::move(password),
                                    .counted_as = "session " + mien::hex(caller.session.token_sha256),
                                    .patience = patience});
}

HttpResponse SessionRoutes::opened(const app::Sessions::Opened& opened) const {
  HttpResponse response = json_response(200, body_of(opened.session, opened.token));
  const auto lifetime = std::chrono::ceil<std::chrono::seconds>(opened.session.expires - opened.session.created);
  response.headers.push_back(parts_.gate.cookie().set(opened.token, lifetime));
  return response;
}

Answer<HttpResponse> SessionRoutes::get(const Call& call) const {
  if (const auto found = parts_.gate.look(call.request.head))
    return json_response(200, body_of(found->session, found->token));
  MIEN_TRY(const Page<Operator> operators, parts_.operators.list({.after = "", .limit = 1}));
  JsonWriter json;
  json.begin_object().member("state", "signed_out").key("first_start").boolean(operators.items.empty()).end_object();
  return json_response(200, json.take());
}

Answer<HttpResponse> SessionRoutes::sign_in(const Call& call) const {
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"name", "password"}));
  MIEN_TRY(std::string name, body.text("name"));
  MIEN_TRY(std::string password, body.text("password"));
  const auto done = parts_.sign_in.run({.name = std::move(name),
                                        .password = std::move(password),
                                        .address = call.request.head.remote_address,
                                        .patience = call.request.patience});
  if (!done) return std::unexpected(of_sign_in(done.error()));
  return opened_instead(call, *done);
}

HttpResponse SessionRoutes::opened_instead(const Call& call, const app::Sessions::Opened& done) const {
  if (const auto before = parts_.gate.look(call.request.head))
    (void)parts_.sign_out.run(before->session, before->token);
  return opened(done);
}

Answer<HttpResponse> SessionRoutes::sign_out(const Call& call) const {
  MIEN_TRY(const auto caller, own_session(parts_.gate, call.request.head));
  MIEN_TRY_VOID(parts_.sign_out.run(caller.session, caller.token));
  HttpResponse response = empty_response();
  response.headers.push_back(parts_.gate.cookie().clear());
  return response;
}

Answer<HttpResponse> SessionRoutes::lock(const Call& call) const {
  MIEN_TRY(const auto caller, own_session(parts_.gate, call.request.head));
  if (caller.session.kind == Session::Kind::kKiosk)
    return fail(ErrorCode::kInvalidArgument, "A kiosk's session does not lock; it can be signed out.");
  MIEN_TRY_VOID(parts_.sessions.lock(caller.token));
  return empty_response();
}

Answer<HttpResponse> SessionRoutes::unlock(const Call& call) const {
  MIEN_TRY(const auto caller, own_session(parts_.gate, call.request.head));
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"password"}));
  MIEN_TRY(std::string password, body.text("password"));
  const auto right = check_password(caller, std::move(password), call.request.patience);
  if (!right) return std::unexpected(of_sign_in(right.error()));
  MIEN_TRY(const Session session, parts_.sessions.unlock(caller.token));
  return json_response(200, body_of(session, caller.token));
}

Answer<HttpResponse> SessionRoutes::become_kiosk(const Call& call) const {
  MIEN_TRY(const auto caller, open_session(parts_.gate, call.request.head));
  if (!may(caller.key.role, "rest", "verify"))
    return fail(ErrorCode::kAccessDenied, "A kiosk verifies, which this role may not.");
  MIEN_TRY(const auto kiosk, parts_.become_kiosk.run(caller.session, caller.token, caller.key.expires));
  return opened(kiosk);
}

Answer<HttpResponse> SessionRoutes::redeem_link(const Call& call) const {
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"token", "name", "password"}));
  MIEN_TRY(std::string token, body.text("token"));
  MIEN_TRY(auto password, body.find_text("password"));
  MIEN_TRY(const auto name, body.find_text("name"));
  if (password) {
    MIEN_TRY(const auto done, parts_.redeem_link.run({.token = std::move(token),
                                                      .name = name.value_or(""),
                                                      .password = *std::move(password),
                                                      .patience = call.request.patience}));
    return opened_instead(call, done);
  }
  MIEN_TRY(const auto purpose, parts_.redeem_link.look_at(token));
  JsonWriter json;
  json.begin_object();
  if (purpose.who)
    json.member("purpose", purpose.who->password_hash.empty() ? "invitation" : "reset")
        .member("name", purpose.who->name)
        .member("role", name_of(purpose.who->role));
  else
    json.member("purpose", "first_start").key("name").null().member("role", name_of(Role::kAdmin));
  return json_response(200, json.end_object().take());
}

Answer<HttpResponse> SessionRoutes::change_password(const Call& call) const {
  MIEN_TRY(const auto caller, open_session(parts_.gate, call.request.head));
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"password", "new_password"}));
  MIEN_TRY(std::string password, body.text("password"));
  MIEN_TRY(const std::string next, body.text("new_password"));
  const auto right = check_password(caller, std::move(password), call.request.patience);
  if (!right) return std::unexpected(of_sign_in(right.error()));
  MIEN_TRY_VOID(parts_.change_password.run(caller.session, caller.token, next, call.request.patience));
  return empty_response();
}

}  // namespace mien::api::rest
