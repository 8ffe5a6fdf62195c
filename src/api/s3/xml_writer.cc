#include "api/s3/xml_writer.h"

#include <utility>

#include "core/ascii.h"
#include "core/result.h"
#include "core/utf8.h"

namespace mien::api::s3 {
namespace {

void append_character(char32_t c, std::string_view bytes, std::string& out) {
  switch (c) {
    case U'&':
      out += "&amp;";
      return;
    case U'<':
      out += "&lt;";
      return;
    case U'>':
      out += "&gt;";
      return;
    case U'"':
      out += "&quot;";
      return;
    default:
      break;
  }
  const bool is_control = c < 0x20 || (c >= 0x7F && c < 0xA0);
  if (!is_control && c != 0xFFFE && c != 0xFFFF) {
    out += bytes;
    return;
  }
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

void append_escaped(std::string_view text, std::string& out) {
  while (!text.empty()) {
    std::string_view rest = text;
    if (const auto c = take_code_point(rest)) {
      append_character(*c, text.substr(0, text.size() - rest.size()), out);
      text = rest;
    } else {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    }
  }
}

}  // namespace

XmlWriter::XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

XmlWriter& XmlWriter::open(std::string_view name) {
  out_.append("<").append(name).append(">");
  open_.push_back(name);
  return *this;
}

XmlWriter& XmlWriter::open(std::string_view name, std::string_view attribute) {
  out_.append("<").append(name).append(" ").append(attribute).append(">");
  open_.push_back(name);
  return *this;
}

XmlWriter& XmlWriter::open_root(std::string_view name) {
  return open(name, "xmlns=\"" + std::string(kXmlNamespace) + "\"");
}

XmlWriter& XmlWriter::close() {
  MIEN_CHECK(!open_.empty());
  out_.append("</").append(open_.back()).append(">");
  open_.pop_back();
  return *this;
}

XmlWriter& XmlWriter::content(std::string_view value) {
  append_escaped(value, out_);
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view name, std::string_view value) {
  out_.append("<").append(name).append(">");
  append_escaped(value, out_);
  out_.append("</").append(name).append(">");
  return *this;
}

XmlWriter& XmlWriter::number(std::string_view name, std::uint64_t value) { return text(name, std::to_string(value)); }

XmlWriter& XmlWriter::flag(std::string_view name, bool value) { return text(name, value ? "true" : "false"); }

std::string XmlWriter::take() {
  MIEN_CHECK(open_.empty());
  return std::move(out_);
}

std::string url_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || std::string_view("-._~/").find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto byte = static_cast<unsigned char>(c);
      constexpr std::string_view kUpper = "0123456789ABCDEF";
      out += '%';
      out += kUpper[byte >> 4];
      out += kUpper[byte & 0x0F];
    }
  }
  return out;
}

}  // namespace mien::api::s3
