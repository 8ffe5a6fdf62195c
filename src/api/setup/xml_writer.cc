#include "api/setup/xml_writer.h"

#include "core/result.h"
#include "core/utf8.h"

namespace mien::api::setup {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// XML 1.0, production 2 (Char).
constexpr bool is_xml_character(char32_t c) {
  return c == '\t' || c == '\n' || c == '\r' || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         c >= 0x10000;
}

constexpr std::string_view escape_of(char32_t c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\r':
      return "&#13;";  // A reader would make it a line feed.
    default:
      return {};
  }
}

}  // namespace

XmlWriter& XmlWriter::begin(std::string_view name, std::string_view xmlns) {
  text_.append("<").append(name);
  if (!xmlns.empty()) text_.append(" xmlns=\"").append(xmlns).append("\"");
  text_ += '>';
  open_.emplace_back(name);
  return *this;
}

XmlWriter& XmlWriter::end() {
  MIEN_CHECK(!open_.empty());
  text_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::element(std::string_view name, std::string_view text) {
  begin(name);
  append_escaped(text);
  return end();
}

void XmlWriter::append_escaped(std::string_view text) {
  while (!text.empty()) {
    const std::string_view before = text;
    const auto c = take_code_point(text);
    if (!c) text.remove_prefix(1);
    if (!c || !is_xml_character(*c)) {
      text_ += kReplacement;
      continue;
    }
    const std::string_view escape = escape_of(*c);
    text_ += escape.empty() ? before.substr(0, before.size() - text.size()) : escape;
  }
}

std::string XmlWriter::take() {
  MIEN_CHECK(open_.empty());
  return std::move(text_);
}

}  // namespace mien::api::setup
