#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace mien {

/// Takes one code point off the front of `text`; nullopt, and nothing taken, where the front is not well-formed UTF-8
/// (overlong forms, surrogates and values above U+10FFFF are not) or `text` is empty.
std::optional<char32_t> take_code_point(std::string_view& text);

/// Whether all of it is well-formed UTF-8.
bool is_utf8(std::string_view text);

/// The longest front of `text` that has at most `bytes_max` bytes and does not cut a character in two.
std::string_view cut_utf8(std::string_view text, std::size_t bytes_max);

/// At most so many bytes of it, cut between characters, with a mark where something is missing.
std::string shortened(std::string text, std::size_t bytes_max);

/// Code points of well-formed UTF-8.
std::size_t count_code_points(std::string_view text);

}  // namespace mien
