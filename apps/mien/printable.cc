#include "printable.h"

#include "core/utf8.h"

namespace mien::cli {
namespace {

constexpr bool steers(char32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x202a && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0x2028 || code == 0x2029;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::string_view before = text;
    const auto code = take_code_point(text);
    if (!code) text.remove_prefix(1);
    if (!code || steers(*code))
      out += '?';
    else
      out += before.substr(0, before.size() - text.size());
  }
  return out;
}

}  // namespace mien::cli
