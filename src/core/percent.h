#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mien {

/// What stands in a path, where '+' is '+'. nullopt where an escape is not '%' and two hexadecimal digits.
std::optional<std::string> percent_decode(std::string_view text);
/// What stands in a query or a form, where '+' is a blank. nullopt likewise.
std::optional<std::string> form_decode(std::string_view text);

/// As those, but what is no escape stays as it is.
std::string percent_decode_leniently(std::string_view text);
std::string form_decode_leniently(std::string_view text);

enum class Slashes : std::uint8_t { kEscaped, kKept };

/// For a path or query that we write or sign: everything but letters, digits and "-._~" is escaped.
std::string percent_encode(std::string_view text, Slashes slashes = Slashes::kEscaped);
void append_percent_encoded(std::string& out, std::string_view text, Slashes slashes);

/// As forms have it: a blank is '+', and letters, digits and the characters of `kept` stay.
std::string form_encode(std::string_view text, std::string_view kept);

}  // namespace mien
