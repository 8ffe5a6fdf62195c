// Paths, queries and header values with parameters: what is read can be written again and then reads the same.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "api/http/media_type.h"
#include "api/http/url.h"
#include "core/percent.h"

namespace {

using namespace mien::api;

void require(bool promise) {
  if (!promise) std::abort();
}

void check_escapes(std::string_view text) {
  require(mien::percent_decode(mien::percent_encode(text)) == text);
  if (const auto segment = decode_path_segment(text)) {
    require(segment->find('/') == std::string::npos && segment->find('\0') == std::string::npos);
    const auto again = decode_path_segment(mien::percent_encode(*segment));
    require(again && *again == *segment);
  }
}

void check_query(std::string_view text) {
  const auto query = parse_query(text);
  if (!query) return;
  std::string written;
  for (const auto& [name, value] : *query) {
    require(!name.empty());
    if (!written.empty()) written += '&';
    written += mien::percent_encode(name) + "=" + mien::percent_encode(value);
  }
  const auto again = parse_query(written);
  require(again && *again == *query);
}

void check_header_value(std::string_view text) {
  const auto value = parse_parameterized(text);
  if (!value) return;
  std::string written = value->essence;
  for (const auto& [name, content] : value->parameters) {
    require(value->parameter(name) != nullptr && *value->parameter(name) == content);
    written += "; " + name + "=\"";
    for (const char c : content) {
      if (c == '"' || c == '\\') written += '\\';
      written += c;
    }
    written += '"';
  }
  const auto again = parse_parameterized(written);
  require(again && again->essence == value->essence && again->parameters == value->parameters);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_escapes(text);
  check_query(text);
  check_header_value(text);
  return 0;
}
