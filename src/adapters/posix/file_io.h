#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "adapters/posix/descriptor.h"

/// What adapters that write files need of POSIX and its interrupted calls. Where a function fails, errno says why: each
/// caller has its own words for it.
namespace mien::posix {

Descriptor open_folder(int parent, const std::string& name);

[[nodiscard]] bool write_all(int file, std::span<const std::byte> bytes);

/// Reads until `out` is full or the file ends; how many bytes came, or nullopt where it fails.
std::optional<std::size_t> read_up_to(int file, std::span<std::byte> out);

/// Makes the entries of a folder durable: after a rename or unlink the folder must be synced, too.
[[nodiscard]] bool sync_folder(int parent, const std::string& name);

}  // namespace mien::posix
