#include "app/console/operators.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/limits.h"
#include "core/utf8.h"

namespace mien::app {
namespace {

Sha256 digest(const Ids& ids, std::string_view token) { return ids.sha256(std::as_bytes(std::span(token))); }

std::unexpected<Error> no_link() {
  return fail(ErrorCode::kNotFound, "This link was used, replaced or has expired: an admin can make another.");
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

Result<SignInLink> find_link(const OperatorPorts& ports, std::string_view token, Timestamp now) {
  MIEN_TRY(auto link, ports.links.find(digest(ports.ids, token)));
  if (!link || link->expires <= now) return no_link();
  if (!link->operator_name) {
    MIEN_TRY(const Page<Operator> operators, ports.operators.list({.after = "", .limit = 1}));
    if (!operators.items.empty()) return no_link();
  }
  return *std::move(link);
}

Result<std::string> hash_of(const OperatorPorts& ports, std::string_view password, const Patience& patience) {
  MIEN_TRY(const Turns::Turn turn, ports.turns.take(patience));
  return ports.hasher.hash(password);
}

}  // namespace

Result<void> check_operator_name(std::string_view name) {
  if (name.empty() || name.size() > limits::kOperatorNameBytesMax || !std::ranges::all_of(name, is_name_character))
    return fail(ErrorCode::kInvalidArgument, "An operator's name must have 1 to " +
                                                 std::to_string(limits::kOperatorNameBytesMax) +
                                                 " characters of a-z, 0-9, '.', '_' and '-'.");
  return {};
}

Result<void> check_password(std::string_view password) {
  if (password.size() < limits::kPasswordBytesMin || password.size() > limits::kPasswordBytesMax || !is_utf8(password))
    return fail(ErrorCode::kInvalidArgument, "A password must have " + std::to_string(limits::kPasswordBytesMin) +
                                                 " to " + std::to_string(limits::kPasswordBytesMax) +
                                                 " bytes of UTF-8.");
  return {};
}

Result<Operator> CreateOperator::run(const Request& request) const {
  MIEN_TRY_VOID(check_operator_name(request.name));
  NewKey made =
      new_key(ports_.keys, {.role = request.role, .name = request.name, .actor = request.actor}, sources_.clock.now());
  Operator who{.name = request.name,
               .access_key_id = made.key.info.access_key_id,
               .role = request.role,
               .created = made.key.info.created,
               .password_hash = request.password_hash};
  const std::scoped_lock lock(ports_.keys.changes);
  MIEN_TRY_VOID(ports_.operators.add(who, made.key, limits::kAccessKeysMax,
                                     sources_.event(request.actor.empty() ? who.access_key_id : request.actor,
                                                    "create_operator", "", who.access_key_id, "ok")));
  ports_.keys.active.add(made.key.info, std::move(made.secret));
  return who;
}

Result<void> RemoveOperator::run(std::string_view name, const std::string& actor) const {
  MIEN_TRY(const Operator who, ports_.operators.find(name));
  if (who.access_key_id == actor)
    return fail(ErrorCode::kInvalidArgument, "An operator cannot remove themselves: another admin can.");
  {
    const std::scoped_lock lock(ports_.keys.changes);
    MIEN_TRY_VOID(ports_.operators.remove(name, sources_.event(actor, "remove_operator", "", who.access_key_id, "ok")));
    ports_.keys.active.remove(who.access_key_id);
  }
  return ports_.sessions.end_all_of(who.access_key_id, "");
}

Result<IssuedLink> IssueSignInLink::run(const std::optional<std::string>& operator_name,
                                        const std::string& actor) const {
  std::optional<AuditEvent> event;
  if (operator_name) {
    MIEN_TRY(const Operator who, ports_.operators.find(*operator_name));
    event = sources_.event(actor, "issue_sign_in_link", "", who.access_key_id, "ok");
  }
  IssuedLink issued{.token = ports_.keys.maker.make().secret,
                    .expires = sources_.clock.now() + limits::kSignInLinkLifetime};
  MIEN_TRY_VOID(ports_.links.put(
      {.token_sha256 = digest(ports_.ids, issued.token), .operator_name = operator_name, .expires = issued.expires},
      event));
  return issued;
}

Result<RedeemSignInLink::Purpose> RedeemSignInLink::look_at(std::string_view token) const {
  MIEN_TRY(const SignInLink link, find_link(ports_, token, sources_.clock.now()));
  if (!link.operator_name) return Purpose{};
  MIEN_TRY(Operator who, ports_.operators.find(*link.operator_name));
  return Purpose{std::move(who)};
}

Result<Operator> RedeemSignInLink::first_operator(const Request& request, const std::string& hash) const {
  return CreateOperator(ports_, sources_).run({.name = request.name, .role = Role::kAdmin, .password_hash = hash});
}

Result<Sessions::Opened> RedeemSignInLink::run(const Request& request) const {
  MIEN_TRY_VOID(check_password(request.password));
  MIEN_TRY(const SignInLink link, find_link(ports_, request.token, sources_.clock.now()));
  if (!link.operator_name) MIEN_TRY_VOID(check_operator_name(request.name));
  MIEN_TRY(const std::string hash, hash_of(ports_, request.password, request.patience));
  // Nobody else can use it from here on. Whoever's password cannot be stored after this needs another link.
  MIEN_TRY(const bool ours, ports_.links.remove(link.token_sha256));
  if (!ours) return no_link();
  Operator who;
  if (link.operator_name) {
    MIEN_TRY(who, ports_.operators.find(*link.operator_name));
    MIEN_TRY_VOID(ports_.operators.set_password(
        who.name, hash, sources_.event(who.access_key_id, "set_password", "", who.access_key_id, "ok")));
    MIEN_TRY_VOID(ports_.sessions.end_all_of(who.access_key_id, ""));
  } else {
    MIEN_TRY(who, first_operator(request, hash));
  }
  return ports_.sessions.open(who.name, who.access_key_id, Session::Kind::kConsole);
}

Result<void> ChangePassword::run(const Session& session, std::string_view token, std::string_view password,
                                 const Patience& patience) const {
  MIEN_TRY_VOID(check_password(password));
  if (!session.has_password())
    return fail(ErrorCode::kInvalidArgument, "Whoever signed in with an access key has no password to change.");
  MIEN_TRY(const std::string hash, hash_of(ports_, password, patience));
  MIEN_TRY_VOID(ports_.operators.set_password(
      session.name, hash, sources_.event(session.access_key_id, "set_password", "", session.access_key_id, "ok")));
  return ports_.sessions.end_all_of(session.access_key_id, token);
}

}  // namespace mien::app
