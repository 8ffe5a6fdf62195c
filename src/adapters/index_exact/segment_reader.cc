#include "adapters/index_exact/segment_reader.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "adapters/index_exact/segment_format.h"

namespace mien::index_exact {
namespace {

Result<SegmentLayout> read_layout(const SegmentSource& source) {
  if (source.bytes() < kSegmentHeaderBytes) return damaged("it is shorter than a header");
  std::vector<std::byte> head(kSegmentHeaderBytes);
  MIEN_TRY_VOID(source.read(0, head));
  MIEN_TRY(const std::uint64_t directory, directory_bytes(head, source.bytes()));
  head.resize(kSegmentHeaderBytes + directory);
  MIEN_TRY_VOID(source.read(kSegmentHeaderBytes, std::span(head).subspan(kSegmentHeaderBytes)));
  return decode_head(head, source.bytes());
}

/// The invariant of Embedding, on which the error bounds of the integer scan rest.
bool is_unit(std::span<const float> values) {
  double sums[4] = {};
  std::size_t i = 0;
  for (; i + 4 <= values.size(); i += 4)
    for (std::size_t j = 0; j < 4; ++j) sums[j] += double{values[i + j]} * values[i + j];
  for (; i < values.size(); ++i) sums[0] += double{values[i]} * values[i];
  return std::abs(sums[0] + sums[1] + sums[2] + sums[3] - 1) <= 2e-4;  // Not so for a NaN.
}

/// Reads, checks and packs the chunks of every gallery, shared by several threads.
class Pass {
 public:
  Pass(const SegmentSource& source, const SegmentLayout& layout) : source_(source), layout_(layout) {
    for (std::size_t gallery = 0; gallery < layout.galleries.size(); ++gallery) {
      chunks_.emplace_back(segment_chunks(layout.galleries[gallery].rows));
      for (std::size_t chunk = 0; chunk < chunks_.back().size(); ++chunk) jobs_.emplace_back(gallery, chunk);
    }
  }

  Result<std::vector<ChunkList>> run(Crew& crew) {
    crew.share([this](std::size_t) { take_chunks(); });  // At a start, when no search wants its threads back.
    if (out_of_memory_) throw std::bad_alloc();
    if (failed_) return std::unexpected(error_);
    return std::move(chunks_);
  }

 private:
  void take_chunks() {
    try {
      std::vector<Uuid> keys;
      std::vector<float> values;
      while (!failed_) {
        const std::size_t next = next_.fetch_add(1);
        if (next >= jobs_.size()) return;
        const auto [gallery, chunk] = jobs_[next];
        auto made = read_chunk(gallery, chunk, keys, values);
        if (!made) return give_up(made.error());
        chunks_[gallery][chunk] = *std::move(made);
      }
    } catch (const std::bad_alloc&) {
      out_of_memory_ = true;
      failed_ = true;
    }
  }

  void give_up(const Error& error) {
    const std::scoped_lock lock(error_mutex_);
    if (!failed_.exchange(true)) error_ = error;
  }

  Result<std::shared_ptr<Chunk>> read_chunk(std::size_t number, std::size_t chunk, std::vector<Uuid>& keys,
                                            std::vector<float>& values) const {
    const SegmentGallery& gallery = layout_.galleries[number];
    const std::size_t first = chunk * kChunkRows;
    const std::size_t rows = std::min(kChunkRows, gallery.rows - first);
    const std::uint64_t vectors_at = gallery.vectors_at + std::uint64_t{first} * gallery.dimension * sizeof(float);
    keys.resize(rows);
    values.resize(rows * gallery.dimension);
    const auto key_bytes = std::as_writable_bytes(std::span(keys));
    const auto value_bytes = std::as_writable_bytes(std::span(values));
    MIEN_TRY_VOID(source_.read(gallery.keys_at + first * sizeof(Uuid), key_bytes));
    MIEN_TRY_VOID(source_.read(vectors_at, value_bytes));
    if (segment_checksum(value_bytes, segment_checksum(key_bytes, layout_.seed_of(number, chunk))) !=
        gallery.checksums[chunk])
      return damaged("the checksum of a chunk");
    for (std::size_t row = 0; row < rows; ++row)
      if (!is_unit(std::span(values).subspan(row * gallery.dimension, gallery.dimension)))
        return damaged("an embedding");
    if (rows == kChunkRows) {
      std::shared_ptr<const float> vectors = source_.floats(vectors_at, values.size());
      const float* const at = vectors.get();
      return std::make_shared<Chunk>(gallery.dimension, keys, values, at, std::move(vectors));
    }
    // An incomplete chunk will be written to; and most galleries are small.
    auto out = std::make_shared<Chunk>(gallery.dimension, first == 0 ? std::bit_ceil(rows + 1) : kChunkRows);
    for (std::size_t row = 0; row < rows; ++row)
      out->write(row, keys[row], std::span(values).subspan(row * gallery.dimension, gallery.dimension), row + 1);
    out->publish(rows);
    return out;
  }

  const SegmentSource& source_;
  const SegmentLayout& layout_;
  std::vector<std::pair<std::size_t, std::size_t>> jobs_;  ///< Gallery and chunk.
  std::vector<ChunkList> chunks_;                          ///< Whoever takes a job writes its element only.
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::atomic<bool> out_of_memory_ = false;
  std::mutex error_mutex_;
  Error error_{};  ///< Guarded by error_mutex_ until run() ends.
};

}  // namespace

Result<std::map<GalleryId, std::shared_ptr<Gallery>>> read_segment(const SegmentSource& source,
                                                                   const CheckpointMark& mark, Crew& crew) {
  MIEN_TRY(const SegmentLayout layout, read_layout(source));
  if (layout.mark != mark)
    return fail(ErrorCode::kIncompatible, "The segment of the index belongs to another state of the store.");
  MIEN_TRY(std::vector<ChunkList> chunks, Pass(source, layout).run(crew));
  std::map<GalleryId, std::shared_ptr<Gallery>> out;
  for (std::size_t i = 0; i < layout.galleries.size(); ++i) {
    const SegmentGallery& from = layout.galleries[i];
    MIEN_TRY(auto gallery, Gallery::of({.chunks = std::make_shared<const ChunkList>(std::move(chunks[i])),
                                        .rows = from.rows,
                                        .dimension = from.dimension}));
    out.emplace(from.id, std::move(gallery));
  }
  return out;
}

}  // namespace mien::index_exact
