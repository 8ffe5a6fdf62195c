#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

/// Small files of the data directory. Messages name paths: they are for the operator, at start.
namespace mien::files {

/// Puts a file of mode 0600 in place of `path`, whole and durable or not at all.
/// @errors kUnavailable
Result<void> replace(const std::string& path, std::string_view content);

struct Content {
  std::string text;
  unsigned mode;  ///< Permission bits.
};
/// A small file (64 KiB at most); nullopt where there is none. Never waits for a pipe or a device.
/// @errors kAccessDenied  it is a link or no plain file; kUnavailable  it cannot be read
Result<std::optional<Content>> read(const std::string& path);

/// Makes the entries of a folder durable. @errors kUnavailable
Result<void> sync_folder(const std::string& path);

}  // namespace mien::files
