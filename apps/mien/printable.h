#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace mien::cli {

/// Text that others chose, fit for a terminal: control characters, those of Latin-1 (U+0080 to U+009F) among them,
/// those that turn the direction of text and bytes that are not UTF-8 become '?'.
std::string printable(std::string_view text);

/// At most so many bytes of it, cut between characters, with a mark where something is missing.
std::string shortened(std::string text, std::size_t bytes_max);

}  // namespace mien::cli
