#include "app/functions/invoke_function.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/limits.h"

namespace mien::app {
namespace {

/// How long an event waits that could not be handed over: one second, doubled with each attempt that the clock shows,
/// five minutes at most. Attempts that do not count are not counted, so the event's age stands for them.
std::chrono::milliseconds pause_at_age(std::chrono::milliseconds age) {
  return std::clamp<std::chrono::milliseconds>(age, std::chrono::seconds(1), std::chrono::minutes(5));
}

std::string_view name_of_error(ErrorCode code) {
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

Result<InvocationOutcome> InvokeFunction::run(const Task& task, const Patience& patience) const {
  const std::string request_id = task.what.id.text();
  const auto outcome = runner_.invoke({.function = task.what.target,
                                       .request_id = request_id,
                                       .event_json = task.what.payload_json,
                                       .patience = patience});
  if (!outcome) {
    if (patience.is_over()) return std::unexpected(outcome.error());
    return after_error(task, outcome.error());
  }
  if (outcome->failure) return after_failure(task, *outcome->failure);
  return InvocationOutcome{.outcome = "ok"};
}

InvocationOutcome InvokeFunction::after_failure(const Task& task, const FunctionOutcome::Failure& failure) const {
  InvocationOutcome out{.outcome = failure.type == kFunctionTimedOut ? "timeout" : "function_error",
                        .reason = "The handler failed: " + failure.type};
  if (task.attempts >= limits::kFunctionRetries) {
    out.state = TaskState::kFailed;
  } else {
    out.state = TaskState::kWaiting;
    out.due = clock_.now() + limits::kFunctionRetryPause * (task.attempts + 1);
  }
  return out;
}

InvocationOutcome InvokeFunction::after_error(const Task& task, const Error& error) const {
  InvocationOutcome out{.outcome = std::string(name_of_error(error.code)), .reason = error.message};
  const auto age = clock_.now() - task.what.created;
  const bool is_final = error.code == ErrorCode::kNotFound || error.code == ErrorCode::kAccessDenied ||
                        error.code == ErrorCode::kInvalidArgument;
  if (is_final || age >= limits::kFunctionEventAgeMax) {
    out.state = TaskState::kFailed;
  } else {
    out.state = TaskState::kWaiting;
    out.counts_as_attempt = false;
    out.due = clock_.now() + pause_at_age(age);
  }
  return out;
}

Result<void> InvokeFunctionLater::run(std::string_view function, const Uuid& request_id, std::string_view event_json) {
  const std::array tasks{NewTask{.id = {request_id},
                                 .kind = TaskKind::kFunction,
                                 .target = std::string(function),
                                 .once_key = request_id.text(),
                                 .bucket = {},
                                 .key = {},
                                 .payload_json = std::string(event_json),
                                 .created = clock_.now()}};
  MIEN_TRY_VOID(tasks_.add(tasks));
  committed_();
  return {};
}

}  // namespace mien::app
