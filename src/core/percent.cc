#include "core/percent.h"

#include <algorithm>

#include "core/ascii.h"

namespace mien {
namespace {

constexpr std::string_view kUnreserved = "-._~";
constexpr std::string_view kUnreservedAndSlash = "-._~/";

/// The byte that the escape at the start of `text` stands for; -1 where none is there.
int escaped_byte(std::string_view text) {
  if (text.size() < 3 || text[0] != '%') return -1;
  const int high = hex_value(text[1]);
  const int low = hex_value(text[2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::string blanks_for_plus(std::string_view text) {
  std::string out(text);
  std::ranges::replace(out, '+', ' ');
  return out;
}

void append_encoded(std::string& out, std::string_view text, std::string_view kept) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  for (const char c : text) {
    if (is_alphanumeric(c) || kept.contains(c)) {
      out += c;
      continue;
    }
    out += '%';
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 0x0F];
  }
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const int byte = escaped_byte(text.substr(i));
    if (byte < 0) return std::nullopt;
    out += static_cast<char>(byte);
    i += 2;
  }
  return out;
}

std::optional<std::string> form_decode(std::string_view text) { return percent_decode(blanks_for_plus(text)); }

std::string percent_decode_leniently(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int byte = escaped_byte(text.substr(i));
    out += byte < 0 ? text[i] : static_cast<char>(byte);
    if (byte >= 0) i += 2;
  }
  return out;
}

std::string form_decode_leniently(std::string_view text) { return percent_decode_leniently(blanks_for_plus(text)); }

std::string percent_encode(std::string_view text, Slashes slashes) {
  std::string out;
  append_percent_encoded(out, text, slashes);
  return out;
}

void append_percent_encoded(std::string& out, std::string_view text, Slashes slashes) {
  append_encoded(out, text, slashes == Slashes::kKept ? kUnreservedAndSlash : kUnreserved);
}

std::string form_encode(std::string_view text, std::string_view kept) {
  std::string out;
  for (const char c : text) {
    if (c == ' ')
      out += '+';
    else
      append_encoded(out, {&c, 1}, kept);
  }
  return out;
}

}  // namespace mien
