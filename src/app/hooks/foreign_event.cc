#include "app/hooks/foreign_event.h"

#include <algorithm>

#include "core/ascii.h"
#include "core/limits.h"
#include "core/percent.h"
#include "core/utf8.h"

namespace mien::app {
namespace {

/// Nullopt where nobody encoded it.
std::optional<std::string> decoded(std::string_view text) {
  const auto is_plain = [](char c) { return c > ' ' && c < 0x7F && is_ascii(c); };
  if (!std::ranges::all_of(text, is_plain)) return std::nullopt;
  return form_decode(text);
}

/// Whoever asks for such a key by its path may be given another object: clients and servers leave such segments out.
bool has_dot_segment(std::string_view key) {
  while (!key.empty()) {
    const auto slash = std::min(key.find('/'), key.size());
    const std::string_view segment = key.substr(0, slash);
    if (segment == "." || segment == "..") return true;
    key.remove_prefix(std::min(slash + 1, key.size()));
  }
  return false;
}

}  // namespace

std::optional<std::string> decode_event_key(std::string_view text, KeyForm form) {
  std::string key(text);
  if (form == KeyForm::kEncoded)
    if (auto plain = decoded(text)) key = *std::move(plain);
  const bool is_key = !key.empty() && key.size() <= limits::kHookKeyBytesMax && is_utf8(key) && !key.contains('\0') &&
                      !has_dot_segment(key);
  return is_key ? std::optional(std::move(key)) : std::nullopt;
}

}  // namespace mien::app
