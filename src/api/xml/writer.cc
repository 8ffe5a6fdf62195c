#include "api/xml/writer.h"

#include <utility>

#include "core/ascii.h"
#include "core/result.h"
#include "core/utf8.h"

namespace mien::api {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

constexpr std::string_view entity_of(char32_t c) {
  switch (c) {
    case U'&':
      return "&amp;";
    case U'<':
      return "&lt;";
    case U'>':
      return "&gt;";
    case U'"':
      return "&quot;";
    default:
      return {};
  }
}

/// Those that are not printed, and the two that end the range of 16 bits.
constexpr bool is_plain(char32_t c) { return c >= 0x20 && (c < 0x7F || c >= 0xA0) && c != 0xFFFE && c != 0xFFFF; }

/// XML 1.0, production 2 (Char), of what is not plain.
constexpr bool is_writable(char32_t c) { return c == '\t' || c == '\n' || c == '\r' || (c >= 0x7F && c < 0xA0); }

void append_reference(char32_t c, std::string& out) {
  constexpr std::size_t kDigitsMax = 4;
  out += "&#x";
  bool begun = false;
  for (std::size_t digit = kDigitsMax; digit-- > 0;) {
    const std::size_t value = c >> (4 * digit) & 0xF;
    begun = begun || value != 0 || digit == 0;
    if (begun) out += kHexDigits[value];
  }
  out += ';';
}

}  // namespace

XmlWriter& XmlWriter::declaration() {
  MIEN_CHECK(out_.empty());
  out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  return *this;
}

XmlWriter& XmlWriter::open(std::string_view name) {
  out_.append("<").append(name).append(">");
  open_.push_back(name);
  return *this;
}

XmlWriter& XmlWriter::open(std::string_view name, std::string_view attributes) {
  out_.append("<").append(name).append(" ").append(attributes).append(">");
  open_.push_back(name);
  return *this;
}

XmlWriter& XmlWriter::close() {
  MIEN_CHECK(!open_.empty());
  out_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::content(std::string_view value) {
  while (!value.empty()) {
    std::string_view rest = value;
    if (const auto c = take_code_point(rest)) {
      append(*c, value.substr(0, value.size() - rest.size()));
      value = rest;
    } else {
      out_ += kReplacement;
      value.remove_prefix(1);
    }
  }
  return *this;
}

void XmlWriter::append(char32_t character, std::string_view bytes) {
  if (const std::string_view entity = entity_of(character); !entity.empty())
    out_ += entity;
  else if (is_plain(character))
    out_ += bytes;
  else if (is_writable(character) || unwritable_ == Unwritable::kReferred)
    append_reference(character, out_);
  else
    out_ += kReplacement;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view value) { return open(name).content(value).close(); }

XmlWriter& XmlWriter::number(std::string_view name, std::uint64_t value) { return text(name, std::to_string(value)); }

XmlWriter& XmlWriter::flag(std::string_view name, bool value) { return text(name, value ? "true" : "false"); }

std::string XmlWriter::take() {
  MIEN_CHECK(open_.empty());
  return std::move(out_);
}

}  // namespace mien::api
