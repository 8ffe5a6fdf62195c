#pragma once

#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace mien {

/// The number that the whole text is, as std::from_chars has it: without blanks and without '+'. nullopt where it is
/// none, or does not fit.
/// @param format  the base, or the form of a floating-point number, where it is not from_chars' own
template <class Number, class... Format>
std::optional<Number> number_of(std::string_view text, Format... format) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, format...);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// The shortest text from which number_of gives the same number: "0.1", "100".
inline std::string shortest_text(double number) {
  std::array<char, 32> digits;
  const auto done = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  return {digits.data(), done.ptr};
}

}  // namespace mien
