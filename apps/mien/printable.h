#pragma once

#include <string>
#include <string_view>

namespace mien::cli {

/// Text that others chose, fit for a terminal: control characters, those of Latin-1 (U+0080 to U+009F) among them,
/// those that turn the direction of text and bytes that are not UTF-8 become '?'.
std::string printable(std::string_view text);

}  // namespace mien::cli
