#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace mien {

/// A handler's process, its children included. Ends it when it goes, at once.
class FunctionProcess {
 public:
  virtual ~FunctionProcess() = default;
  /// Asks it to end, and ends it where it has not within limits::kFunctionStopTimeout. Returns once it is gone.
  virtual void stop() = 0;
  /// Ends it now, and returns once it is gone.
  virtual void kill() = 0;
};

/// Starts processes of other people's code: with nothing of this process's but what is named here. Thread-safe.
/// Adapter: process.
class FunctionSupervisor {
 public:
  struct Program {
    std::vector<std::string> arguments;    ///< The first names the file; without a slash it is looked for in PATH.
    std::string folder;                    ///< Where it begins.
    std::vector<std::string> environment;  ///< NAME=VALUE; all that there is.
  };
  /// Both are called from a thread of the process's own, never at once, and may not end the process. What is thrown
  /// by `line` ends it; what is thrown by `ended` is lost.
  struct Listener {
    /// How it ended, in Lambda's words: "exit status 1", "signal: killed".
    std::function<void(std::string_view how)> ended;
    /// One line of what it wrote, cut to limits::kFunctionLogLineBytesMax; after
    /// limits::kFunctionLogLinesPerSecondMax of them in a second the others are dropped.
    std::function<void(std::string_view line)> line;
  };
  virtual ~FunctionSupervisor() = default;
  /// @errors kUnavailable  it could not be started; the message says why, for the operator
  virtual Result<std::unique_ptr<FunctionProcess>> start(const Program& program, Listener listener) = 0;
};

}  // namespace mien
