#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "adapters/posix/descriptor.h"

/// What those who read and write files need of POSIX and its interrupted calls. Where a function fails, errno says why:
/// each caller has its own words for it.
namespace mien::posix {

/// Opens a folder for calls relative to it; not open where it fails. @param parent  a folder's descriptor, and then
/// `name` may not be a link; or AT_FDCWD, for paths that the operator gave, which may go over links.
Descriptor open_folder(int parent, const std::string& name);

[[nodiscard]] bool write_all(int file, std::span<const std::byte> bytes);
/// At an offset, wherever the file's own position is. Thread-safe.
[[nodiscard]] bool write_all_at(int file, std::uint64_t at, std::span<const std::byte> bytes);

/// Reads until `out` is full or the file ends; how many bytes came, or nullopt where it fails.
std::optional<std::size_t> read_up_to(int file, std::span<std::byte> out);
/// The same from an offset, wherever the file's own position is. Thread-safe.
std::optional<std::size_t> read_up_to_at(int file, std::uint64_t at, std::span<std::byte> out);

/// Makes the entries of a folder durable: after a rename or unlink the folder must be synced, too.
[[nodiscard]] bool sync_folder(int parent, const std::string& name);

}  // namespace mien::posix
