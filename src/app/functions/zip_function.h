#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/function.h"
#include "ports/clock.h"
#include "ports/code_archive.h"
#include "ports/function_endpoint.h"
#include "ports/function_keys.h"
#include "ports/function_runner.h"
#include "ports/function_supervisor.h"
#include "ports/log.h"
#include "ports/objects.h"

namespace mien::app {

/// One uploaded function, as it was at one moment, with the process that runs it. The process is started with the first
/// event and again when it has ended: at once after an answer, else after a pause that doubles each time. It ends when
/// a handler takes too long, when nothing was asked of it for a while, and with this object. Events go to it one after
/// the other. Thread-safe.
class ZipFunction {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    const Objects& objects;
    const CodeArchive& archive;
    FunctionEndpoints& endpoints;
    FunctionSupervisor& supervisor;
    FunctionKeys& keys;
    const Clock& clock;
    Log& log;
  };
  /// What handlers are told of this server, and who runs them.
  struct Surroundings {
    std::string python = "python3";
    std::string region;
    std::string endpoint_url;  ///< Of this server.
    std::string ca_bundle{};   ///< File of certificates that it is trusted by; empty: the system's.
    std::string folder;        ///< Where code is unpacked to, each function's in a folder of its own below.
  };
  ZipFunction(Function function, const Surroundings& surroundings, Ports ports);
  ZipFunction(const ZipFunction&) = delete;
  ZipFunction& operator=(const ZipFunction&) = delete;
  ~ZipFunction();

  /// @errors as FunctionRunner::invoke
  Result<FunctionOutcome> invoke(const FunctionRunner::Invocation& invocation);
  /// Ends the process if nothing was asked of it for limits::kFunctionIdleTimeout. True: there is none, and nobody
  /// waits for one.
  bool end_if_idle();
  /// Ends it, and every invocation with kUnavailable; none begins any more.
  void close();

 private:
  using Generation = std::uint64_t;  ///< Which process it is: the first, the second and so on.
  using Processes = std::vector<std::unique_ptr<FunctionProcess>>;
  struct State {
    std::unique_ptr<FunctionEndpoint> endpoint;
    std::unique_ptr<FunctionProcess> process;
    bool is_up = false;  ///< The process was started, and nobody said that it ended.
    /// Those that came before. A process waits, when it goes, until it has told of its end, which takes the mutex: so
    /// they are destroyed without it.
    Processes ended;
    std::string access_key_id;
    Generation generation = 0;
    bool is_unpacked = false;
    bool is_closed = false;
    bool has_answered = false;   ///< This process, to any event.
    std::uint32_t failures = 0;  ///< Ends without an answer before, one after the other.
    std::optional<Timestamp> pause_until{};
    std::size_t invocations = 0;  ///< In progress.
    Timestamp used{};
  };

  // With the mutex held.
  Result<void> ensure_running();
  Result<void> unpack();
  Result<void> start();
  std::vector<std::string> environment(const FunctionKeys::Key& key) const;
  /// Its process, if there is one, is among those that ended; it is not heard any more.
  void let_go();

  void note_end(Generation generation, std::string_view how);

  /// Those that ended, to be destroyed by a caller without the mutex.
  Processes take_ended();

  const Function function_;
  const Surroundings surroundings_;
  const Ports ports_;
  const std::string folder_;
  std::mutex mutex_;
  State state_;  ///< Guarded by mutex_, but for what the endpoint does by itself.
};

}  // namespace mien::app
