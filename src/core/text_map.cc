#include "core/text_map.h"

#include <algorithm>

#include "core/percent.h"

namespace mien {

std::string encode_text_map(const TextMap& map) {
  std::string out;
  for (const auto& [name, value] : map) {
    if (!out.empty()) out += '&';
    out.append(percent_encode(name)).append("=").append(percent_encode(value));
  }
  return out;
}

Result<TextMap> decode_text_map(std::string_view text) {
  const auto broken = [] { return fail(ErrorCode::kInvalidArgument, "The text is no list of names and values."); };
  TextMap out;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return broken();
    auto name = percent_decode(part.substr(0, equals));
    auto value = percent_decode(part.substr(equals + 1));
    if (!name || !value || !out.emplace(*std::move(name), *std::move(value)).second) return broken();
  }
  return out;
}

std::string_view text_of(const TextMap& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? std::string_view{} : std::string_view(found->second);
}

}  // namespace mien
