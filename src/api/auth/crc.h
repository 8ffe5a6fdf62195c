#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// Cyclic redundancy checks of 32 and 64 bits, as S3 wants them: bits reflected, begun and ended with all ones.
namespace mien::api::crc {

/// A generator polynomial. In reflected form the coefficient of the highest power is the lowest bit, and the leading
/// one is left out.
struct Polynomial {
  std::uint64_t reflected;
  int degree;  ///< 32 or 64

  constexpr std::uint64_t ones() const { return ~std::uint64_t{0} >> (64 - degree); }
};

inline constexpr Polynomial kCrc32{0xEDB88320, 32};              ///< ISO 3309, that of zlib.
inline constexpr Polynomial kCrc32c{0x82F63B78, 32};             ///< Castagnoli's, RFC 3720.
inline constexpr Polynomial kCrc64Nvme{0x9A6C9329AC4BC9B5, 64};  ///< NVM Express, "64b CRC".

/// a times b modulo the polynomial, all of them in reflected form.
constexpr std::uint64_t multiply(std::uint64_t a, std::uint64_t b, Polynomial p) {
  std::uint64_t product = 0;
  // From the coefficient of 1, which is the highest bit, to that of the highest power; b is multiplied by x each time.
  for (std::uint64_t bit = std::uint64_t{1} << (p.degree - 1); bit != 0; bit >>= 1) {
    if ((a & bit) != 0) product ^= b;
    b = (b & 1) != 0 ? (b >> 1) ^ p.reflected : b >> 1;
  }
  return product;
}

/// x to the n-th power modulo the polynomial, in reflected form.
constexpr std::uint64_t power_of_x(std::uint64_t n, Polynomial p) {
  std::uint64_t result = std::uint64_t{1} << (p.degree - 1);
  std::uint64_t square = result >> 1;  // x
  for (; n != 0; n >>= 1) {
    if ((n & 1) != 0) result = multiply(result, square, p);
    square = multiply(square, square, p);
  }
  return result;
}

/// Goes on with a register over more bytes. The register is the sum before its bits are turned over at the end.
using Update = std::uint64_t (*)(Polynomial polynomial, std::uint64_t register_, std::string_view bytes);

struct Kernel {
  std::string_view name;
  Update update;
};

/// Of every machine: eight bytes a step, by tables.
std::uint64_t update_by_tables(Polynomial polynomial, std::uint64_t register_, std::string_view bytes);
/// Appends what an x86-64 machine has beyond it, slowest first; nothing elsewhere.
void add_x86_kernels(std::vector<Kernel>& kernels);

/// All that this machine can run, slowest first. All give the same.
std::span<const Kernel> kernels();

std::uint64_t update(Polynomial polynomial, std::uint64_t register_, std::string_view bytes);

/// The sum of a whole from those of its front and its back.
std::uint64_t join(Polynomial polynomial, std::uint64_t front, std::uint64_t back, std::uint64_t back_bytes);

}  // namespace mien::api::crc
