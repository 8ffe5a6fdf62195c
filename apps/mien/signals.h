#pragma once

#include <csignal>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "adapters/posix/descriptor.h"
#include "core/result.h"

namespace mien::cli {

/// What ends a command: Ctrl-C, what service managers send, and a terminal that is closed, unless nohup has made the
/// process ignore that.
std::vector<int> stop_signals();

/// Signals as something that can be waited for, so that a long command ends through its destructors and leaves neither
/// processes nor folders behind. While it lives they are blocked in the calling thread and in those that are started
/// from then on: it is made before other threads are. It goes in the thread that made it; what came by then and was not
/// taken is dropped, because the command ends anyway, with a code and a message of its own.
class CaughtSignals {
 public:
  /// @errors kUnavailable  the system has no descriptor left
  static Result<std::unique_ptr<CaughtSignals>> open(std::span<const int> which);
  ~CaughtSignals();
  CaughtSignals(const CaughtSignals&) = delete;
  CaughtSignals& operator=(const CaughtSignals&) = delete;

  /// For those that never take one: whether one came. It stays so.
  bool came() const;
  /// @errors kUnavailable  one came: "Interrupted."
  Result<void> check() const;
  /// Readable while check() fails.
  int fd() const { return signals_.get(); }

  /// Takes the next one, as soon as there is one; nullopt: `stop` was requested before. For one thread at a time.
  std::optional<int> wait(const std::stop_token& stop) const;

 private:
  CaughtSignals(const sigset_t& which, posix::Descriptor signals, posix::Descriptor wake);
  std::optional<int> take() const;

  sigset_t before_{};  ///< What was blocked before.
  posix::Descriptor signals_;
  posix::Descriptor wake_;  ///< An event that a request to stop brings about.
};

/// A connection or a pipe whose other end has gone is an error of the call that writes to it, not the end of the
/// process.
void ignore_broken_pipes();

}  // namespace mien::cli
