#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mien {

/// nullopt where an escape is not '%' and two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);

/// For a path or query that we write ourselves: everything but letters, digits and "-._~" is escaped.
std::string percent_encode(std::string_view text);
/// The same, but for slashes, which stay.
std::string percent_encode_path(std::string_view path);

}  // namespace mien
