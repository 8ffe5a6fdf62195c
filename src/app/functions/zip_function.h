#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/function.h"
#include "core/patience.h"
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
/// the other. One of those who wait for a process starts it, and the others wait no longer than they want to.
/// Thread-safe.
class ZipFunction {
 public:
  /// Where handlers look for programs.
  static constexpr std::string_view kPath = "/usr/local/bin:/usr/bin:/bin";
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
  /// kStarting: somebody is at it, without the mutex. kUp: it was started, and nobody said that it ended.
  enum class Phase : std::uint8_t { kDown, kStarting, kUp };
  struct State {
    Phase phase = Phase::kDown;
    std::uint64_t starts = 0;            ///< That came to an end, this way or that.
    std::optional<Error> start_error{};  ///< Of the last one.
    std::unique_ptr<FunctionEndpoint> endpoint;
    std::unique_ptr<FunctionProcess> process;
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
    int invocations = 0;  ///< In progress, or waiting for a process.
    Timestamp used{};
  };

  using Lock = std::unique_lock<std::mutex>;
  /// Counts an invocation while it lives.
  class InProgress {
   public:
    explicit InProgress(ZipFunction& function) : function_(function) { add(1); }
    ~InProgress() { add(-1); }
    InProgress(const InProgress&) = delete;
    InProgress& operator=(const InProgress&) = delete;

   private:
    void add(int one) {
      const std::scoped_lock lock(function_.mutex_);
      function_.state_.invocations += one;
    }
    ZipFunction& function_;
  };
  /// What a start needs and makes, while the mutex is not held.
  struct Start {
    Generation generation;
    FunctionKeys::Key key;
    bool is_unpacked;
    std::string address;                           ///< Of the endpoint; empty: there is none yet.
    std::unique_ptr<FunctionEndpoint> endpoint{};  ///< Opened by this start.
    std::unique_ptr<FunctionProcess> process{};
  };

  // With the mutex held; those that take the lock let go of it meanwhile.
  Result<void> ensure_running(Lock& lock, const Patience& patience);
  /// Where no process is up or being started: starts one.
  Result<void> start_if_down(Lock& lock);
  Result<void> start(Lock& lock);
  Result<void> settle(Start start, Result<void> begun);
  /// Its process, if there is one, is among those that ended; it is not heard any more.
  void let_go();

  // Without the mutex.
  Result<void> begin(Start& start);
  std::vector<std::string> environment(const Start& start) const;
  void note_end(Generation generation, std::string_view how);

  /// Those that ended, to be destroyed by a caller without the mutex.
  Processes take_ended();

  const Function function_;
  const Surroundings surroundings_;
  const Ports ports_;
  const std::string folder_;
  std::mutex mutex_;
  std::condition_variable_any settled_;  ///< No process is being started any more.
  State state_;                          ///< Guarded by mutex_, but for what the endpoint does by itself.
};

}  // namespace mien::app
