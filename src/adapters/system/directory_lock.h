#pragma once

#include <string>

#include "adapters/posix/descriptor.h"
#include "core/result.h"

namespace mien {

/// The file in a data directory whose lock says that a process has it.
inline constexpr const char* kDirectoryLockName = "LOCK";

/// Locks the directory for as long as the descriptor lives; makes the file where it is missing.
/// @errors kUnavailable  another process has it, or it cannot be locked
Result<posix::Descriptor> lock_directory(const std::string& path);

/// Whether a process has locked it. Takes no lock for that, so nobody who wants it meanwhile is refused. False, too,
/// where this user may not open the file.
bool is_directory_locked(const std::string& path);

}  // namespace mien
