// Mutates WebP files so that their container mostly still holds together: the lengths of the chunks and of the whole
// are mended after most mutations.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace {

constexpr std::size_t kRiff = 1;  // Behind the options.
constexpr std::size_t kFirstChunk = kRiff + 12;
constexpr std::size_t kChunkHeadBytes = 8;

std::size_t little_endian(const std::uint8_t* at) {
  return at[0] | std::size_t{at[1]} << 8 | std::size_t{at[2]} << 16 | std::size_t{at[3]} << 24;
}
void put_little_endian(std::uint8_t* at, std::size_t value) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(value >> (8 * i));
}

void mend_lengths(std::uint8_t* data, std::size_t size) {
  put_little_endian(data + kRiff + 4, size - kRiff - 8);
  for (std::size_t at = kFirstChunk; at + kChunkHeadBytes <= size;) {
    const std::size_t room = size - at - kChunkHeadBytes;
    std::size_t bytes = little_endian(data + at + 4);
    if (bytes > room) put_little_endian(data + at + 4, bytes = room);
    at += kChunkHeadBytes + bytes + bytes % 2;
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                               unsigned int seed) {
  std::minstd_rand random(seed);
  const std::size_t mutated = LLVMFuzzerMutate(data, size, size_max);
  if (mutated >= kFirstChunk && random() % 4 != 0) mend_lengths(data, mutated);
  return mutated;
}
