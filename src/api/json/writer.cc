#include "api/json/writer.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "core/ascii.h"
#include "core/utf8.h"

namespace mien::api {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr double kPlainMin = 1e-6;  ///< Smaller ones get an exponent: plain notation would be mostly zeros.
constexpr double kPlainMax = 1e15;

template <class T>
std::string text_of(T value) {
  if (value == 0) return "0";  // Also for -0.
  const double magnitude = std::abs(static_cast<double>(value));
  const bool plain = magnitude >= kPlainMin && magnitude < kPlainMax;
  std::array<char, 64> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 plain ? std::chars_format::fixed : std::chars_format::scientific);
  return {digits.data(), end.ptr};
}

/// The two-character escape, or 0 where there is none.
constexpr char short_escape(char c) {
  switch (c) {
    case '"':
    case '\\':
      return c;
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

constexpr bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x20 && byte < 0x7F && c != '"' && c != '\\';
}

}  // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
  separate();
  append_quoted(name);
  text_ += ':';
  return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
  separate();
  append_quoted(text);
  return *this;
}

JsonWriter& JsonWriter::number(float value) { return std::isfinite(value) ? raw(text_of(value)) : null(); }

JsonWriter& JsonWriter::number(double value) { return std::isfinite(value) ? raw(text_of(value)) : null(); }

JsonWriter& JsonWriter::integer(std::int64_t value) { return raw(std::to_string(value)); }

JsonWriter& JsonWriter::unsigned_integer(std::uint64_t value) { return raw(std::to_string(value)); }

JsonWriter& JsonWriter::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

JsonWriter& JsonWriter::open(char bracket) {
  separate();
  text_ += bracket;
  return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
  text_ += bracket;
  return *this;
}

void JsonWriter::separate() {
  // A string ends in a quote, so an opening bracket or colon at the end is never part of one: no stack is needed.
  if (text_.empty()) return;
  const char last = text_.back();
  if (last != '{' && last != '[' && last != ':') text_ += ',';
}

void JsonWriter::append_quoted(std::string_view text) {
  text_ += '"';
  while (!text.empty()) {
    std::size_t plain = 0;
    while (plain < text.size() && is_plain(text[plain])) ++plain;
    text_ += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty()) break;
    const std::string_view before = text;
    if (!take_code_point(text)) {
      text_ += kReplacement;
      text.remove_prefix(1);
    } else if (const char escape = short_escape(before.front())) {
      text_ += '\\';
      text_ += escape;
    } else if (static_cast<unsigned char>(before.front()) < 0x20) {
      text_ += "\\u00";
      text_ += kHexDigits[static_cast<unsigned char>(before.front()) >> 4];
      text_ += kHexDigits[before.front() & 0x0F];
    } else {
      text_ += before.substr(0, before.size() - text.size());
    }
  }
  text_ += '"';
}

}  // namespace mien::api
