#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/limits.h"
#include "core/result.h"

namespace mien::cli {

enum class FileKinds : std::uint8_t {
  kOrdinary,  ///< Never waits: what a pipe or a device was named for by mistake is refused.
  kAny,       ///< Pipes, too, as a shell makes them for <(...); never a folder.
};

/// Why a file was not read.
struct ReadFault {
  enum class Kind : std::uint8_t { kUnreadable, kTooLarge };
  Kind kind;
  std::string why;  ///< To stand behind a colon: "it is a folder".
};

/// A whole text, never a part of one: what cannot be read to its end is a fault. Callers have their own words for it.
std::expected<std::string, ReadFault> read_text(const std::filesystem::path& path, std::size_t bytes_max,
                                                FileKinds kinds = FileKinds::kOrdinary);

/// A whole ordinary file, by default one no larger than a picture may be.
/// @errors kInvalidArgument  not there, a folder, larger, or unreadable; the message names the file.
Result<std::vector<std::byte>> read_file(const std::filesystem::path& path,
                                         std::size_t bytes_max = limits::kObjectImageBytesMax);

/// @errors kUnavailable  with the file's name.
Result<void> write_file(const std::filesystem::path& path, std::span<const std::byte> bytes);
Result<void> write_file(const std::filesystem::path& path, std::string_view text);

}  // namespace mien::cli
