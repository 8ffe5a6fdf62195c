#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "ports/function_runner.h"

namespace mien {

/// Where the processes of one function ask for its events: a host and port of its own. Thread-safe. Once it is gone,
/// nobody waits for it any more.
class FunctionEndpoint {
 public:
  virtual ~FunctionEndpoint() = default;
  /// "127.0.0.1:41234".
  virtual const std::string& address() const = 0;
  /// As FunctionRunner::invoke, for any process that asks.
  virtual Result<FunctionOutcome> run(const FunctionRunner::Invocation& invocation) = 0;
  /// The processes have ended: what they were at work on, or what waits for one too, gets this failure.
  enum class Affected : std::uint8_t { kTaken, kTakenAndWaiting };
  virtual void fail(Affected affected, std::string_view type, std::string_view message) = 0;
  /// No event is taken or handed out any more; who waits is told kUnavailable.
  virtual void close() = 0;
};

/// Opens endpoints. Thread-safe.
class FunctionEndpoints {
 public:
  virtual ~FunctionEndpoints() = default;
  struct Settings {
    std::string function;
    std::string listen_address = "127.0.0.1";
    std::uint16_t port = 0;                   ///< 0 picks a free one.
    std::chrono::milliseconds timeout{3000};  ///< Of the handler, once it has the event.
  };
  /// @errors kUnavailable  the port is not to be had
  virtual Result<std::unique_ptr<FunctionEndpoint>> open(const Settings& settings) = 0;
};

}  // namespace mien
