#pragma once

#include <cstdint>
#include <string>
#include <string_view>

/// Percent escapes as signatures want them.
namespace mien::api {

enum class Slashes : std::uint8_t { kEscaped, kKept };

/// Appends `text` with everything but letters, digits and "-._~" escaped.
void append_percent_encoded(std::string& out, std::string_view text, Slashes slashes);

/// Escapes that are none stay as they are; '+' is '+'.
std::string percent_decoded(std::string_view text);

}  // namespace mien::api
