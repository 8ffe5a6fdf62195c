#include "api/auth/crc.h"

#include <array>
#include <cstring>

namespace mien::api::crc {
namespace {

constexpr std::size_t kStep = 8;
/// kTables[i][b]: what byte b does to the register, i bytes later.
using Tables = std::array<std::array<std::uint64_t, 256>, kStep>;

constexpr Tables make_tables(Polynomial p) {
  Tables tables{};
  for (std::size_t b = 0; b < 256; ++b) {
    std::uint64_t value = b;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? (value >> 1) ^ p.reflected : value >> 1;
    tables[0][b] = value;
  }
  for (std::size_t i = 1; i < kStep; ++i)
    for (std::size_t b = 0; b < 256; ++b) tables[i][b] = (tables[i - 1][b] >> 8) ^ tables[0][tables[i - 1][b] & 0xFF];
  return tables;
}

constexpr Tables kCrc32Tables = make_tables(kCrc32);
constexpr Tables kCrc32cTables = make_tables(kCrc32c);
constexpr Tables kCrc64NvmeTables = make_tables(kCrc64Nvme);

const Tables& tables_of(Polynomial p) {
  if (p.reflected == kCrc32.reflected) return kCrc32Tables;
  return p.reflected == kCrc32c.reflected ? kCrc32cTables : kCrc64NvmeTables;
}

std::vector<Kernel> find_kernels() {
  std::vector<Kernel> found{{"tables", update_by_tables}};
  add_x86_kernels(found);
  return found;
}

}  // namespace

std::uint64_t update_by_tables(Polynomial polynomial, std::uint64_t register_, std::string_view bytes) {
  const Tables& tables = tables_of(polynomial);
  for (; bytes.size() >= kStep; bytes.remove_prefix(kStep)) {
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < kStep; ++i)  // Little-endian on every machine; one load where the machine is.
      word |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
    word ^= register_;
    register_ = 0;
    for (std::size_t i = 0; i < kStep; ++i) register_ ^= tables[kStep - 1 - i][(word >> (8 * i)) & 0xFF];
  }
  for (const char c : bytes)
    register_ = (register_ >> 8) ^ tables[0][(register_ ^ static_cast<unsigned char>(c)) & 0xFF];
  return register_;
}

std::span<const Kernel> kernels() {
  static const std::vector<Kernel> kFound = find_kernels();
  return kFound;
}

std::uint64_t update(Polynomial polynomial, std::uint64_t register_, std::string_view bytes) {
  static const Update kBest = kernels().back().update;
  return kBest(polynomial, register_, bytes);
}

std::uint64_t join(Polynomial polynomial, std::uint64_t front, std::uint64_t back, std::uint64_t back_bytes) {
  // The ones at the beginning and at the end of both cancel out.
  std::uint64_t shift = power_of_x(8, polynomial);
  std::uint64_t moved = front;
  for (; back_bytes != 0; back_bytes >>= 1) {
    if ((back_bytes & 1) != 0) moved = multiply(moved, shift, polynomial);
    shift = multiply(shift, shift, polynomial);
  }
  return moved ^ back;
}

}  // namespace mien::api::crc
