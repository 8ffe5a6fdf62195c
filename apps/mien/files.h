#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace mien::cli {

/// @errors kInvalidArgument  not there, a folder, or unreadable; the message names the file.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path);
/// @errors kUnavailable  with the file's name.
Result<void> write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace mien::cli
