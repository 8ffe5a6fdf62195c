#include "fakes/fake_ids.h"

namespace mien::fakes {
namespace {

std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 29)) * 0x9E3779B97F4A7C15U;
  value = (value ^ (value >> 32)) * 0xD6E8FEB86659FD93U;
  return value ^ (value >> 31);
}

}  // namespace

Uuid FakeIds::random() const {
  const std::uint64_t number = ++last_;
  Uuid id;
  // The counter stands in both halves, so that a hash of either spreads.
  for (std::size_t i = 0; i < 8; ++i) {
    id.bytes[i] = static_cast<std::uint8_t>(number >> (8 * i));
    id.bytes[8 + i] = static_cast<std::uint8_t>(mixed(number) >> (8 * i));
  }
  return id;
}

Sha256 FakeIds::sha256(std::span<const std::byte> bytes) const {
  Sha256 digest{};
  for (std::size_t word = 0; word < 4; ++word) {
    std::uint64_t state = mixed(word + 1);
    for (const std::byte b : bytes) state = mixed(state ^ std::to_integer<std::uint64_t>(b));
    for (std::size_t i = 0; i < 8; ++i) digest[word * 8 + i] = static_cast<std::byte>(state >> (8 * i));
  }
  return digest;
}

}  // namespace mien::fakes
