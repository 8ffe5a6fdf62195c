#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "ports/image_decoder.h"

namespace mien::image_codec {

/// What a file's first bytes say that it is.
struct FileKind {
  std::optional<ImageFormat> format;  ///< Set for the formats that can be decoded.
  std::string_view name;              ///< For messages; empty for a file of no known kind.
};

/// Looks at the first 1024 bytes at most.
FileKind file_kind(std::span<const std::byte> file);

}  // namespace mien::image_codec
