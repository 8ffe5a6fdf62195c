#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace mien {

/// The number that the whole text is, as std::from_chars has it: without blanks and without '+'. nullopt where it is
/// none, or does not fit.
template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Likewise of hexadecimal digits.
template <std::unsigned_integral Number>
std::optional<Number> hex_number_of(std::string_view text) {
  constexpr int kBase = 16;
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, kBase);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace mien
