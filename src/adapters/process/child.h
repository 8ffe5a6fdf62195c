#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "adapters/posix/descriptor.h"
#include "core/result.h"

namespace mien::process {

/// A process that was just started, the first of a group of its own.
struct Child {
  pid_t id = -1;
  posix::Descriptor handle{-1};  ///< A pidfd: readable once it has ended.
  posix::Descriptor output{-1};  ///< What it writes to standard output and error, mixed.
};

/// Starts a program with nothing of this process's: its standard input is empty, its output goes to the caller, no
/// other descriptor is open, signals are as at a login, it gains no rights over time and leaves no core. It is killed
/// when the calling thread ends, so that not even kill -9 of this process leaves it behind; what it starts itself is
/// not.
/// @errors kUnavailable
Result<Child> start_child(const std::vector<std::string>& arguments, const std::string& folder,
                          const std::vector<std::string>& environment);

/// In Lambda's words: "exit status 1", "signal: killed". @param status  waitpid()'s
std::string describe_end(int status);

}  // namespace mien::process
