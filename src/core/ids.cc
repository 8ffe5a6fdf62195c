#include "core/ids.h"

#include <algorithm>

#include "core/ascii.h"

namespace mien {
namespace {

constexpr std::size_t kTextLength = 36;

constexpr bool is_dash_position(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

}  // namespace

Uuid Uuid::from_digest(const Sha256& digest) {
  Uuid id;
  for (std::size_t i = 0; i < id.bytes.size(); ++i) id.bytes[i] = std::to_integer<std::uint8_t>(digest[i]);
  id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | 0x80);
  id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
  return id;
}

std::optional<Uuid> Uuid::parse(std::string_view text) {
  if (text.size() != kTextLength) return std::nullopt;
  Uuid id;
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_dash_position(i)) {
      if (text[i] != '-') return std::nullopt;
      continue;
    }
    const auto digit = kHexDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    id.bytes[nibble / 2] = static_cast<std::uint8_t>(id.bytes[nibble / 2] << 4 | digit);
    ++nibble;
  }
  return id;
}

std::string Uuid::text() const {
  std::string out(kTextLength, '-');
  std::size_t nibble = 0;
  for (std::size_t i = 0; i < kTextLength; ++i) {
    if (is_dash_position(i)) continue;
    const std::uint8_t byte = bytes[nibble / 2];
    out[i] = kHexDigits[nibble % 2 == 0 ? byte >> 4 : byte & 0x0F];
    ++nibble;
  }
  return out;
}

}  // namespace mien
