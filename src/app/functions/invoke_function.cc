#include "app/functions/invoke_function.h"

#include <array>

namespace mien::app {
namespace {

std::string_view outcome_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kAccessDenied:
      return "not_allowed";
    case ErrorCode::kInvalidArgument:
      return "not_runnable";
    case ErrorCode::kOverloaded:
      return "overloaded";
    default:
      return "unavailable";
  }
}

}  // namespace

Attempt InvokeFunction::attempt(const Task& task, const Patience& patience) {
  auto asking = absences_.ask(task.what.target);
  if (!asking) return after_error(task, {ErrorCode::kUnavailable, "The function takes no events now.", {}, {}});
  const std::string request_id = task.what.id.text();
  const auto outcome = runner_.invoke(
      {.function = task.what.target, .request_id = request_id, .event_json = task.what.payload, .patience = patience});
  asking->tell(outcome ||
               (outcome.error().code != ErrorCode::kUnavailable && outcome.error().code != ErrorCode::kOverloaded));
  if (!outcome) return after_error(task, outcome.error());
  if (!outcome->failure) return {.outcome = "ok"};
  // The error's type, never its text, which may name somebody.
  const std::string& type = outcome->failure->type;
  return {.state = TaskState::kWaiting,
          .outcome = type == kFunctionTimedOut ? "timeout" : "function_error",
          .reason = "The handler failed: " + type};
}

Attempt InvokeFunction::after_error(const Task& task, const Error& error) const {
  const bool is_final = error.code == ErrorCode::kNotFound || error.code == ErrorCode::kAccessDenied ||
                        error.code == ErrorCode::kInvalidArgument;
  const bool is_too_old = clock_.now() - task.what.created >= limits::kFunctionEventAgeMax;
  return {.state = is_final || is_too_old ? TaskState::kFailed : TaskState::kWaiting,
          .outcome = std::string(outcome_of(error.code)),
          .reason = error.message,
          .counts = false};
}

Result<void> InvokeFunctionLater::run(std::string_view function, const Uuid& request_id, std::string_view event_json) {
  const std::array tasks{NewTask{.id = {request_id},
                                 .kind = TaskKind::kFunction,
                                 .target = std::string(function),
                                 .once_key = request_id.text(),
                                 // About no object; tasks of one key wait for each other, and these need not.
                                 .key = request_id.text(),
                                 .payload = std::string(event_json),
                                 .created = clock_.now()}};
  MIEN_TRY_VOID(tasks_.add(tasks));
  committed_();
  return {};
}

}  // namespace mien::app
