#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "doctor/finding.h"

/// Checks of what the data directory lies on.
namespace mien::doctor {

/// What statfs(2) says of a file system.
struct Volume {
  std::uint64_t kind = 0;  ///< Its magic number.
  std::uint64_t bytes_free = 0;
  std::uint64_t bytes_all = 0;
  std::uint64_t files_free = 0;
  std::uint64_t files_all = 0;  ///< 0: it has no such limit.
};
/// Of the folder, or of the nearest one above it that is there.
std::optional<Volume> volume_of(const std::string& path);
Findings check_volume(const Volume& volume);
Findings check_space(const Volume& volume);

/// Writes a file without a name there and waits for the disk, a few times.
Findings check_sync(const std::string& folder);
Findings judge_sync(std::chrono::microseconds median);

}  // namespace mien::doctor
