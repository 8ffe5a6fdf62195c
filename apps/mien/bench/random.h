#pragma once

#include <cstdint>

namespace mien::cli {

/// SplitMix64: a generator whose stream starts at any number, so that a row can be made again when it is needed.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  /// Close enough to normal: the sum of four uniform 16-bit numbers.
  float normal() {
    const std::uint64_t bits = next();
    const auto sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
    return (static_cast<float>(sum) - 131'070.0F) / 37'837.0F;
  }

 private:
  std::uint64_t state_;
};

}  // namespace mien::cli
