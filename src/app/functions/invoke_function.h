#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>

#include "app/tasks/absences.h"
#include "app/tasks/retry_policy.h"
#include "app/tasks/task_handler.h"
#include "core/limits.h"
#include "ports/clock.h"
#include "ports/function_runner.h"
#include "ports/tasks.h"

namespace mien::app {

/// As Lambda repeats an event that nobody waits for: after a minute and again after two.
inline constexpr RetryPolicy kFunctionRetryPolicy{.attempts_max = limits::kFunctionRetries + 1,
                                                  .first_delay = limits::kFunctionRetryPause,
                                                  .delay_max = 2 * limits::kFunctionRetryPause};

/// Works on the events that nobody waits for (Lambda's asynchronous invocations): the task's target is the function's
/// name, its payload the event. Hands it to the function, and decides what becomes of it: a handler that fails gets the
/// event again by kFunctionRetryPolicy; one that cannot be reached gets it when it can, until the event is
/// limits::kFunctionEventAgeMax old. What then still failed is kFailed: the dead-letter list. The task's id is the
/// request's, so a handler can tell a repetition. Outcomes: "ok", "function_error", "timeout", "not_found",
/// "not_allowed", "not_runnable", "overloaded", "unavailable". While a function takes no events, one of them at a time
/// is held out to it, so that the others do not keep the workers from other functions. Thread-safe. Borrows both.
class InvokeFunction final : public TaskHandler {
 public:
  /// @param asked_max  functions that take no events, which are asked at a time
  InvokeFunction(FunctionRunner& runner, const Clock& clock, std::size_t asked_max = limits::kFunctionWorkers / 2)
      : runner_(runner), clock_(clock), absences_(asked_max) {}
  /// Blocks as long as the handler works.
  Attempt attempt(const Task& task, const Patience& patience) override;

 private:
  Attempt after_error(const Task& task, const Error& error) const;

  FunctionRunner& runner_;
  const Clock& clock_;
  Absences absences_;
};

/// Accepts an event that nobody waits for: a task that InvokeFunction will work on. Thread-safe.
class InvokeFunctionLater {
 public:
  /// @param committed  wakes whoever works on the tasks.
  InvokeFunctionLater(TaskStore& tasks, const Clock& clock, std::function<void()> committed)
      : tasks_(tasks), clock_(clock), committed_(std::move(committed)) {}
  /// Durable once it returns. @errors kUnavailable
  Result<void> run(std::string_view function, const Uuid& request_id, std::string_view event_json);

 private:
  TaskStore& tasks_;
  const Clock& clock_;
  std::function<void()> committed_;
};

}  // namespace mien::app
