// Any bytes give galleries that can be written again and are the same then, or an error. The bytes are tried as they
// are, and once more with checksums that fit, so that what lies behind the checksums is reached too.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "adapters/index_exact/exact_index.h"
#include "adapters/index_exact/segment_format.h"
#include "fakes/memory_segment.h"

namespace {

using namespace mien::index_exact;
using Bytes = std::vector<std::byte>;

constexpr std::size_t kMarkAt = 16;
constexpr std::size_t kBytesAt = 40;
constexpr std::size_t kDirectoryBytesAt = 56;
constexpr std::size_t kDirectorySumAt = 64;
constexpr std::size_t kHeaderSumAt = 72;

std::uint64_t number_at(const Bytes& bytes, std::size_t at) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}
void put(Bytes& bytes, std::size_t at, std::uint64_t value) { std::memcpy(bytes.data() + at, &value, sizeof value); }

void sum_head(Bytes& bytes, std::uint64_t directory) {
  put(bytes, kDirectorySumAt, segment_checksum(std::span(bytes).subspan(kSegmentHeaderBytes, directory), 0));
  put(bytes, kHeaderSumAt, segment_checksum(std::span(bytes).first(kHeaderSumAt), 0));
}

/// The same bytes with every checksum right, as far as the directory can be understood.
Bytes summed(Bytes bytes) {
  if (bytes.size() < kSegmentHeaderBytes) return bytes;
  put(bytes, kBytesAt, bytes.size());
  const std::uint64_t directory = number_at(bytes, kDirectoryBytesAt);
  if (directory > bytes.size() - kSegmentHeaderBytes) return bytes;
  sum_head(bytes, directory);
  auto layout = decode_head(std::span(bytes).first(kSegmentHeaderBytes + directory), bytes.size());
  if (!layout) return bytes;
  for (std::size_t number = 0; number < layout->galleries.size(); ++number) {
    SegmentGallery& gallery = layout->galleries[number];
    for (std::size_t chunk = 0; chunk < gallery.checksums.size(); ++chunk) {
      const std::size_t first = chunk * kChunkRows;
      const std::size_t rows = std::min(kChunkRows, gallery.rows - first);
      const std::size_t row_bytes = gallery.dimension * sizeof(float);
      gallery.checksums[chunk] =
          segment_checksum(std::span(bytes).subspan(gallery.vectors_at + first * row_bytes, rows * row_bytes),
                           segment_checksum(std::span(bytes).subspan(gallery.keys_at + first * 16, rows * 16),
                                            layout->seed_of(number, chunk)));
    }
  }
  const Bytes head = encode_head(*layout);
  std::copy(head.begin(), head.end(), bytes.begin());
  return bytes;
}

void try_to_load(const Bytes& bytes) {
  mien::CheckpointMark mark;
  if (bytes.size() >= kSegmentHeaderBytes) {
    std::memcpy(mark.token.bytes.data(), bytes.data() + kMarkAt, 16);
    mark.change = number_at(bytes, kMarkAt + 16);
  }
  ExactIndex index(0);
  auto galleries = read_segment(mien::fakes::MemorySegment(bytes), mark, index.crew());
  if (!galleries) {
    if (galleries.error().code != mien::ErrorCode::kIncompatible) std::abort();
    return;
  }
  if (!index.adopt(*std::move(galleries))) std::abort();
  const auto snapshots = index.snapshots();
  for (const auto& [id, rows] : snapshots) {
    std::vector<float> values((*rows.chunks)[0]->vector(0), (*rows.chunks)[0]->vector(0) + rows.dimension);
    const auto probe = mien::Embedding::normalized(values);
    if (!probe) std::abort();
    const auto hits = index.nearest(id, std::span(&*probe, 1), 3, -1);
    if (!hits || hits->front().empty() || hits->front().front().cosine < 0.999F) std::abort();
  }
  const Bytes again = mien::fakes::segment_of(snapshots, mark);
  ExactIndex twin(0);
  auto same = read_segment(mien::fakes::MemorySegment(again), mark, twin.crew());
  if (!same || !twin.adopt(*std::move(same)) || mien::fakes::segment_of(twin.snapshots(), mark) != again) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto from = std::as_bytes(std::span(data, size));
  const Bytes bytes(from.begin(), from.end());
  try_to_load(bytes);
  try_to_load(summed(bytes));
  return 0;
}
