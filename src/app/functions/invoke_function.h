#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>

#include "ports/clock.h"
#include "ports/function_runner.h"
#include "ports/ids.h"
#include "ports/tasks.h"

namespace mien::app {

/// What becomes of a task of kind kFunction after one attempt; what TaskStore::advance() is to be told.
struct InvocationOutcome {
  TaskState state = TaskState::kDone;  ///< kWaiting: to be tried again, at `due`.
  Timestamp due{};
  bool counts_as_attempt = true;
  /// "ok", "function_error", "timeout", "not_found", "not_allowed", "not_runnable", "overloaded", "unavailable".
  std::string outcome;
  std::string reason{};  ///< For people. Holds the error's type, never its text, which may name somebody.
};

/// Works on the events that nobody waits for (Lambda's asynchronous invocations): hands one to its function, and decides
/// what becomes of it. A handler that fails gets the event again, limits::kFunctionRetries times, after a minute and two;
/// one that cannot be reached gets it when it can, until the event is limits::kFunctionEventAgeMax old. What then still
/// failed is kFailed: the dead-letter list. The task's id is the request's, so a handler can tell a repetition.
/// Thread-safe. Borrows both.
class InvokeFunction {
 public:
  InvokeFunction(FunctionRunner& runner, const Clock& clock) : runner_(runner), clock_(clock) {}

  /// One attempt at a claimed task, whose target is the function's name and whose payload is the event. Blocks as long
  /// as the handler works. @errors those of Patience only: the server ends, and the attempt did not happen.
  Result<InvocationOutcome> run(const Task& task, const Patience& patience) const;

 private:
  InvocationOutcome after_failure(const Task& task, const FunctionOutcome::Failure& failure) const;
  InvocationOutcome after_error(const Task& task, const Error& error) const;

  FunctionRunner& runner_;
  const Clock& clock_;
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
