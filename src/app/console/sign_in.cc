#include "app/console/sign_in.h"

namespace mien::app {

Result<std::string> PasswordCheck::run(const Attempt& attempt) const {
  const std::string_view counted = attempt.counted_as.empty() ? attempt.name : attempt.counted_as;
  MIEN_TRY_VOID(ports_.throttle.take(counted, attempt.address));
  auto who = judge(attempt);
  // What went wrong otherwise was no guess.
  if (who || who.error().code != ErrorCode::kAccessDenied) ports_.throttle.give_back(counted, attempt.address);
  return who;
}

Result<std::string> PasswordCheck::judge(const Attempt& attempt) const {
  if (ports_.is_key(attempt.name, attempt.password)) return attempt.name;
  const auto found = ports_.operators.find(attempt.name);
  if (!found && found.error().code != ErrorCode::kNotFound) return std::unexpected(found.error());
  MIEN_TRY(const Turns::Turn turn, ports_.turns.take(attempt.patience));
  MIEN_TRY(const bool right, ports_.hasher.verify(found ? found->password_hash : "", attempt.password));
  if (right) return found->access_key_id;
  return fail(ErrorCode::kAccessDenied, "The name or the password is wrong.");
}

Result<Sessions::Opened> SignIn::run(const PasswordCheck::Attempt& attempt) const {
  MIEN_TRY(std::string access_key_id, check_.run(attempt));
  MIEN_TRY_VOID(audit_.append(sources_.event(access_key_id, "sign_in", "", access_key_id, "ok")));
  return sessions_.open(attempt.name, std::move(access_key_id), Session::Kind::kConsole);
}

}  // namespace mien::app
