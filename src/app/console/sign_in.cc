#include "app/console/sign_in.h"

namespace mien::app {

Result<std::string> PasswordCheck::run(const Attempt& attempt) const {
  MIEN_TRY_VOID(ports_.throttle.check(attempt.name, attempt.address));
  if (ports_.is_key(attempt.name, attempt.password)) return attempt.name;
  const auto found = ports_.operators.find(attempt.name);
  if (!found && found.error().code != ErrorCode::kNotFound) return std::unexpected(found.error());
  MIEN_TRY(const Turns::Turn turn, ports_.turns.take(attempt.patience));
  MIEN_TRY(const bool right, ports_.hasher.verify(found ? found->password_hash : "", attempt.password));
  if (right) return found->access_key_id;
  ports_.throttle.note_failure(attempt.name, attempt.address);
  return fail(ErrorCode::kAccessDenied, "The name or the password is wrong.");
}

Result<Sessions::Opened> SignIn::run(const PasswordCheck::Attempt& attempt) const {
  MIEN_TRY(std::string access_key_id, check_.run(attempt));
  MIEN_TRY_VOID(audit_.append(sources_.event(access_key_id, "sign_in", "", access_key_id, "ok")));
  return sessions_.open(attempt.name, std::move(access_key_id), Session::Kind::kConsole);
}

}  // namespace mien::app
