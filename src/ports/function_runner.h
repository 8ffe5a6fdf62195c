#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "core/patience.h"
#include "core/result.h"

namespace mien {

/// What a handler said, or what became of it.
struct FunctionOutcome {
  struct Failure {
    std::string type;  ///< For example "ValueError", "Sandbox.Timedout", "Runtime.ExitError".
    /// The handler's own words, cut to limits::kFunctionErrorTextBytesMax: may hold anything, so it goes to whoever
    /// asked and to no log.
    std::string message;
  };
  std::string payload_json;          ///< As the handler gave it; of a failure its description as JSON.
  std::optional<Failure> failure{};  ///< The handler failed; repeating may help or not.
};

/// The type of the failure of a handler that took longer than its function's timeout.
inline constexpr std::string_view kFunctionTimedOut = "Sandbox.Timedout";

/// Runs functions: hands an event to a function's handler and gives its answer. Thread-safe; blocks until there is one.
class FunctionRunner {
 public:
  struct Invocation {
    std::string_view function;    ///< Its name, without an ARN.
    std::string_view request_id;  ///< Told to the handler; of an event that is repeated always the same.
    std::string_view event_json;
    /// Whoever waits for the answer. A handler that has begun is not disturbed where nobody waits any more.
    Patience patience{};
  };
  virtual ~FunctionRunner() = default;
  /// Whether there is such a function: created or configured.
  virtual bool knows(std::string_view function) const = 0;
  /// @errors kNotFound         there is no such function
  /// @errors kAccessDenied     its code may not be run here: the operator has not allowed it
  /// @errors kInvalidArgument  it can never run here; the message says why
  /// @errors kOverloaded       too many of its events wait
  /// @errors kUnavailable      no process took the event in time, or none could be started
  /// After any of these no handler has seen the event; after those of Patience one may have.
  virtual Result<FunctionOutcome> invoke(const Invocation& invocation) = 0;
};

}  // namespace mien
