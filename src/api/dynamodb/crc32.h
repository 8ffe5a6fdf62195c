#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace mien::api::dynamodb {

/// CRC-32 of IEEE 802.3, as gzip's: DynamoDB sends that of an answer's body as a decimal number in x-amz-crc32.
constexpr std::uint32_t crc32(std::string_view bytes) {
  constexpr std::array<std::uint32_t, 256> kTable = [] {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t value = i;
      for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ ((value & 1) != 0 ? 0xEDB88320U : 0U);
      table[i] = value;
    }
    return table;
  }();
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) crc = (crc >> 8) ^ kTable[(crc ^ static_cast<std::uint8_t>(c)) & 0xFF];
  return ~crc;
}
static_assert(crc32("123456789") == 0xCBF43926);

}  // namespace mien::api::dynamodb
