#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "doctor/finding.h"

/// Checks of the file system: the data directory, what it lies on, and the secrets.
namespace mien::doctor {

/// Whether a process has the data directory open. Takes the lock for a moment where nobody has it, which a server that
/// starts in that moment would notice; it is shared and given back at once.
bool is_in_use(const std::string& data_dir);

/// Whether it is there, whose, with what mode, and of a version that this program knows.
Findings check_data_directory(const std::string& path);

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

/// The root key, without reading its secret aloud. @param variable  of the environment; nullopt: not set.
Findings check_root_key(const std::string& data_dir,
                        const std::function<std::optional<std::string>(const std::string&)>& variable);

}  // namespace mien::doctor
