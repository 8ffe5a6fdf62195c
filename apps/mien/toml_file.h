#pragma once

// Some of the parser's assertions fail on input that it refuses a moment later, such as `[:` and `a = [}`. As in a
// release build there are none.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

#include <cstddef>
#include <string>

#include "core/result.h"

namespace mien::cli {

/// A configuration has a line or two for each setting.
constexpr std::size_t kConfigFileBytesMax = std::size_t{1} << 20;
/// Each part of a key makes a table in a table, whose end is a recursion.
constexpr std::ptrdiff_t kDotsMax = 8192;

/// @errors kInvalidArgument  the file cannot be read, is larger than kConfigFileBytesMax, or is no TOML; the message
///                           names it, and the line where there is one.
Result<toml::table> read_toml(const std::string& file);

}  // namespace mien::cli
