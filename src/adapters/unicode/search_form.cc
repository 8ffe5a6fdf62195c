#include "adapters/unicode/search_form.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "core/ascii.h"

namespace mien::unicode {
namespace {

/// U+0300 to U+036F: CC 80 to CD AF.
bool is_accent(std::string_view text) {
  if (text.size() < 2) return false;
  const auto lead = static_cast<unsigned char>(text[0]);
  const auto next = static_cast<unsigned char>(text[1]);
  return lead == 0xCC || (lead == 0xCD && next < 0xB0);
}

std::string without_accents(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_accent(text.substr(i)))
      ++i;
    else
      out += text[i];
  }
  return out;
}

}  // namespace

std::string search_form(std::string_view text) {
  if (std::ranges::all_of(text, is_ascii)) return lower_case(text);
  constexpr auto kOptions = static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STABLE);
  utf8proc_uint8_t* folded = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &folded, kOptions);
  const std::unique_ptr<utf8proc_uint8_t, decltype([](utf8proc_uint8_t* memory) { std::free(memory); })> owner(folded);
  if (size < 0) return lower_case(text);
  return without_accents({reinterpret_cast<const char*>(folded), static_cast<std::size_t>(size)});
}

}  // namespace mien::unicode
