// Mutates PNG files so that they get past their checksums: chunks are mended after each mutation, and now and then it
// is the unpacked pixels that are mutated.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <random>
#include <span>
#include <vector>

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t size_max);

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t kHeadBytes = 1 + 8;  // The options, and PNG's signature.
constexpr std::size_t kAroundDataBytes = 12;
constexpr std::size_t kUnpackedBytesMax = std::size_t{1} << 20;

std::uint32_t big_endian(const std::uint8_t* at) {
  return std::uint32_t{at[0]} << 24 | std::uint32_t{at[1]} << 16 | std::uint32_t{at[2]} << 8 | at[3];
}
void put_big_endian(std::uint8_t* at, std::uint32_t value) {
  for (int i = 0; i < 4; ++i) at[i] = static_cast<std::uint8_t>(value >> (24 - 8 * i));
}

struct Chunk {
  std::size_t at;     ///< Of its length field.
  std::size_t bytes;  ///< Of its data.
};

/// The chunks whose length lies within the file.
std::vector<Chunk> chunks_of(std::span<const std::uint8_t> file) {
  std::vector<Chunk> out;
  for (std::size_t at = kHeadBytes; at + kAroundDataBytes <= file.size();) {
    const std::size_t bytes = big_endian(&file[at]);
    if (bytes > file.size() - at - kAroundDataBytes) break;
    out.push_back({at, bytes});
    at += bytes + kAroundDataBytes;
  }
  return out;
}

void mend_checksums(std::span<std::uint8_t> file) {
  for (const Chunk& chunk : chunks_of(file)) {
    const auto sum = crc32(0, &file[chunk.at + 4], static_cast<uInt>(chunk.bytes + 4));
    put_big_endian(&file[chunk.at + 8 + chunk.bytes], static_cast<std::uint32_t>(sum));
  }
}

bool is_pixels(std::span<const std::uint8_t> file, const Chunk& chunk) {
  return std::memcmp(&file[chunk.at + 4], "IDAT", 4) == 0;
}

/// What the file's pixel chunks unpack to, as far as they do.
Bytes unpacked(std::span<const std::uint8_t> file) {
  Bytes packed;
  for (const Chunk& chunk : chunks_of(file))
    if (is_pixels(file, chunk)) packed.insert(packed.end(), &file[chunk.at + 8], &file[chunk.at + 8] + chunk.bytes);
  Bytes out(kUnpackedBytesMax);
  z_stream stream{};
  if (inflateInit(&stream) != Z_OK) return {};
  stream.next_in = packed.data();
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  inflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

/// The file with `pixels` packed into one chunk in place of its own; nullopt where there is none, or no room.
std::optional<Bytes> with_pixels(std::span<const std::uint8_t> file, const Bytes& pixels, std::size_t size_max) {
  uLongf packed_bytes = compressBound(static_cast<uLong>(pixels.size()));
  Bytes packed(packed_bytes);
  if (compress2(packed.data(), &packed_bytes, pixels.data(), static_cast<uLong>(pixels.size()), 6) != Z_OK)
    return std::nullopt;
  Bytes out(file.begin(), file.begin() + kHeadBytes);
  bool placed = false;
  for (const Chunk& chunk : chunks_of(file)) {
    if (!is_pixels(file, chunk)) {
      out.insert(out.end(), &file[chunk.at], &file[chunk.at] + chunk.bytes + kAroundDataBytes);
      continue;
    }
    if (placed) continue;
    placed = true;
    std::array<std::uint8_t, 8> head{0, 0, 0, 0, 'I', 'D', 'A', 'T'};
    put_big_endian(head.data(), static_cast<std::uint32_t>(packed_bytes));
    out.insert(out.end(), head.begin(), head.end());
    out.insert(out.end(), packed.begin(), packed.begin() + static_cast<std::ptrdiff_t>(packed_bytes));
    out.insert(out.end(), 4, 0);
  }
  if (!placed || out.size() > size_max) return std::nullopt;
  return out;
}

}  // namespace

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t size_max,
                                               unsigned int seed) {
  std::minstd_rand random(seed);
  if (size > kHeadBytes && random() % 4 == 0) {
    if (Bytes pixels = unpacked(std::span(data, size)); !pixels.empty()) {
      const std::size_t had = pixels.size();
      pixels.resize(had + 64);
      pixels.resize(LLVMFuzzerMutate(pixels.data(), had, pixels.size()));
      if (auto file = with_pixels(std::span(data, size), pixels, size_max)) {
        mend_checksums(*file);
        std::ranges::copy(*file, data);
        return file->size();
      }
    }
  }
  const std::size_t mutated = LLVMFuzzerMutate(data, size, size_max);
  if (mutated > kHeadBytes && random() % 8 != 0) mend_checksums(std::span(data, mutated));
  return mutated;
}
