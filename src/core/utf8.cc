#include "core/utf8.h"

#include <algorithm>
#include <cstdint>

namespace mien {
namespace {

struct Lead {
  std::size_t bytes;
  std::uint8_t payload_mask;
  char32_t code_point_min;  ///< Anything lower would have had a shorter form.
};

constexpr std::optional<Lead> classify(std::uint8_t byte) {
  if (byte < 0x80) return Lead{1, 0x7F, 0};
  if (byte >= 0xC2 && byte <= 0xDF) return Lead{2, 0x1F, 0x80};
  if (byte >= 0xE0 && byte <= 0xEF) return Lead{3, 0x0F, 0x800};
  if (byte >= 0xF0 && byte <= 0xF4) return Lead{4, 0x07, 0x10000};
  return std::nullopt;
}

constexpr bool is_continuation(char c) { return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80; }

}  // namespace

std::optional<char32_t> take_code_point(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto first = static_cast<std::uint8_t>(text.front());
  const auto lead = classify(first);
  if (!lead || text.size() < lead->bytes) return std::nullopt;
  char32_t code_point = first & lead->payload_mask;
  for (const char c : text.substr(1, lead->bytes - 1)) {
    if (!is_continuation(c)) return std::nullopt;
    code_point = code_point << 6 | (static_cast<std::uint8_t>(c) & 0x3F);
  }
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (code_point < lead->code_point_min || code_point > 0x10FFFF || surrogate) return std::nullopt;
  text.remove_prefix(lead->bytes);
  return code_point;
}

bool is_utf8(std::string_view text) {
  while (!text.empty())
    if (!take_code_point(text)) return false;
  return true;
}

std::string_view cut_utf8(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && is_continuation(text[end])) --end;
  return text.substr(0, end);
}

std::size_t count_code_points(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string shortened(std::string text, std::size_t bytes_max) {
  constexpr std::string_view kMark = "...";
  if (text.size() <= bytes_max) return text;
  text.resize(cut_utf8(text, bytes_max - std::min(bytes_max, kMark.size())).size());
  return text.append(kMark);
}

}  // namespace mien
