#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "core/limits.h"
#include "core/patience.h"
#include "core/result.h"
#include "ports/clock.h"
#include "ports/function_runner.h"

namespace mien::lambda_runtime {

/// One function's invocations, between those who want answers and the runtimes that ask for events. Several runtimes
/// may ask; each event goes to one of them. Thread-safe. Borrows the clock.
class Invocations {
 public:
  using Clock = std::chrono::steady_clock;
  struct Options {
    std::chrono::milliseconds timeout{3000};  ///< From when a runtime has the event.
    std::chrono::milliseconds take_timeout = limits::kFunctionTakeTimeout;
    std::size_t queue_max = limits::kFunctionQueueMax;
  };
  Invocations(Options options, const mien::Clock& clock) : options_(options), clock_(clock) {}

  /// Hands the event to the next runtime that asks, and waits for its answer.
  /// @errors as FunctionRunner::invoke
  Result<FunctionOutcome> run(const FunctionRunner::Invocation& invocation);

  struct Event {
    std::string request_id;
    std::string json;
    Timestamp deadline{};
  };
  /// Waits for an event. nullopt: whoever asked has gone, there will be no more, or limits::kFunctionRuntimesMax others
  /// wait already.
  std::optional<Event> next(const Patience& patience);

  /// Runtimes that wait for an event now.
  std::size_t asking() const {
    const std::scoped_lock lock(mutex_);
    return asking_;
  }

  enum class Verdict : std::uint8_t {
    kAccepted,
    kTooLate,  ///< Nobody waits for it any more; it is thrown away.
    kUnknown,  ///< No runtime was ever given this request, or it is answered already.
  };
  Verdict finish(std::string_view request_id, FunctionOutcome outcome);

  /// A runtime could not begin: all that wait for one get this failure.
  void fail_waiting(const FunctionOutcome& outcome);
  /// The same, as fail_taken() tells it.
  void fail_waiting(std::string_view type, std::string_view message);
  /// The runtimes have ended: what they were at work on gets this failure. Its message begins with the request's id.
  void fail_taken(std::string_view type, std::string_view message);
  /// Nothing more is taken or handed out; who waits is told kUnavailable.
  void close();

 private:
  struct Job {
    enum class State : std::uint8_t { kWaiting, kTaken, kDone };
    std::string request_id;
    std::string event_json;
    State state = State::kWaiting;
    Clock::time_point deadline = Clock::time_point::max();  ///< Of a taken one.
    FunctionOutcome outcome{};
  };
  using Jobs = std::deque<std::shared_ptr<Job>>;

  // With the mutex held.
  Result<void> wait_until_taken(std::unique_lock<std::mutex>& lock, Job& job, const Patience& patience);
  void end(Job& job, FunctionOutcome outcome);
  void remember_late(const std::string& request_id);
  void forget_left_behind();

  const Options options_;
  const mien::Clock& clock_;
  mutable std::mutex mutex_;  ///< Guards all below.
  std::condition_variable_any runtimes_;
  std::condition_variable_any waiters_;
  Jobs waiting_;
  std::map<std::string, std::shared_ptr<Job>, std::less<>> taken_;
  std::deque<std::string> late_;  ///< Requests that ran out of time, oldest first.
  std::size_t asking_ = 0;        ///< Runtimes that wait for an event.
  bool is_closed_ = false;
};

}  // namespace mien::lambda_runtime
