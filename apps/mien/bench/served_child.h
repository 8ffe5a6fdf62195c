#pragma once

#include <sys/types.h>

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/load_run.h"
#include "core/result.h"
#include "signals.h"

namespace mien::cli {

/// What a process has used so far, from /proc.
struct ProcessUse {
  double cpu_seconds = 0;
  double resident_mb = 0;
};
/// @errors kUnavailable  there is no such process.
Result<ProcessUse> process_use(pid_t pid);

/// `mien serve` of this very binary as a child process on a free loopback port. Ends with the object: politely, then by
/// force; and by force where this process dies without destructors.
class ServedChild {
 public:
  struct Options {
    std::filesystem::path folder;    ///< Its data directory and its log go here.
    std::vector<std::string> flags;  ///< Of `mien serve`, beside --data-dir and --listen.
    std::string access_key_id;
    std::string secret;
  };
  /// Returns once it listens. @errors kUnavailable  it ended instead, was too slow, or a stop signal came
  static Result<ServedChild> start(const Options& options, const CaughtSignals& stop);
  ~ServedChild();
  ServedChild(ServedChild&& other) noexcept;
  ServedChild& operator=(ServedChild&& other) noexcept;

  LoadTarget target() const { return {"127.0.0.1", port_}; }
  Result<ProcessUse> use() const { return process_use(pid_); }

 private:
  explicit ServedChild(pid_t pid) : pid_(pid) {}
  pid_t pid_;
  std::uint16_t port_ = 0;
};

}  // namespace mien::cli
