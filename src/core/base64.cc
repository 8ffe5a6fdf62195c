#include "core/base64.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace mien {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint32_t kBad = 0x80000000;  ///< Set in the table entry of a character outside the alphabet.

using Table = std::array<std::uint32_t, 256>;

/// Where the six bits of a group's character number `position` go, as three bytes in memory order: a group is then four
/// look-ups joined by OR, and one store.
constexpr Table make_table(int position) {
  Table table{};
  table.fill(kBad);
  for (std::uint32_t value = 0; value < kAlphabet.size(); ++value) {
    const std::uint32_t bits = value << (18 - 6 * position);  // Big-endian: first byte in bits 16..23.
    table[static_cast<std::uint8_t>(kAlphabet[value])] = (bits >> 16 & 0xFF) | (bits & 0xFF00) | (bits & 0xFF) << 16;
  }
  return table;
}
static_assert(std::endian::native == std::endian::little, "The tables hold bytes in the order of memory.");
constexpr std::array<Table, 4> kTables = {make_table(0), make_table(1), make_table(2), make_table(3)};

std::uint32_t group(const unsigned char* in) {
  return kTables[0][in[0]] | kTables[1][in[1]] | kTables[2][in[2]] | kTables[3][in[3]];
}

/// Decodes `text` to `out`, which has room for text.size() / 4 * 3 bytes and may begin where the text begins: a group
/// is read before its bytes are written, and they never reach beyond it.
std::optional<std::size_t> decode(std::string_view text, std::byte* out) {
  if (text.empty()) return 0;
  if (text.size() % 4 != 0) return std::nullopt;
  const auto* in = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t whole_groups = text.size() / 4 - 1;  // The last one may be padded.
  std::byte* const begin = out;
  std::uint32_t seen = 0;
  for (std::size_t i = 0; i < whole_groups; ++i, in += 4, out += 3) {
    const std::uint32_t bytes = group(in);
    seen |= bytes;
    std::memcpy(out, &bytes, 4);  // The fourth byte is overwritten by the next group; there always is one.
  }
  std::array<unsigned char, 4> last{in[0], in[1], in[2], in[3]};
  std::size_t last_bytes = 3;
  if (last[3] == '=') {
    last_bytes = last[2] == '=' ? 1 : 2;
    for (std::size_t i = last_bytes + 1; i < 4; ++i) last[i] = 'A';
  }
  const std::uint32_t bytes = group(last.data());
  seen |= bytes;
  if ((seen & kBad) != 0) return std::nullopt;
  if (bytes >> (8 * last_bytes) != 0) return std::nullopt;  // Bits that no byte takes up must be zero.
  std::memcpy(out, &bytes, last_bytes);
  return static_cast<std::size_t>(out - begin) + last_bytes;
}

}  // namespace

std::optional<std::vector<std::byte>> decode_base64(std::string_view text) {
  std::vector<std::byte> bytes(text.size() / 4 * 3);
  const auto size = decode(text, bytes.data());
  if (!size) return std::nullopt;
  bytes.resize(*size);
  return bytes;
}

std::optional<std::span<const std::byte>> decode_base64_in_place(std::span<char> text) {
  auto* const out = reinterpret_cast<std::byte*>(text.data());
  const auto size = decode({text.data(), text.size()}, out);
  if (!size) return std::nullopt;
  return std::span<const std::byte>(out, *size);
}

std::string encode_base64(std::span<const std::byte> bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k)
      bits = bits << 8 | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0);
    for (std::size_t k = 0; k < 4; ++k) text += k <= count ? kAlphabet[bits >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

}  // namespace mien
