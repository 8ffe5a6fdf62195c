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
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decode(spaced);
}

}  // namespace

std::optional<std::string> decode_event_key(std::string_view text, KeyForm form) {
  std::string key(text);
  if (form == KeyForm::kEncoded)
    if (auto plain = decoded(text)) key = *std::move(plain);
  const bool is_key = !key.empty() && key.size() <= limits::kHookKeyBytesMax && is_utf8(key) && !key.contains('\0');
  return is_key ? std::optional(std::move(key)) : std::nullopt;
}

}  // namespace mien::app
