#include "adapters/index_exact/gallery.h"

#include <algorithm>
#include <new>
#include <utility>

#include "adapters/index_exact/quantize.h"
#include "core/limits.h"

namespace mien::index_exact {
namespace {

constexpr std::size_t kFirstCapacity = 2;  ///< Most galleries of people are small; a chunk grows by doubling.

Result<std::size_t> dimension_of(std::span<const FaceIndex::Entry> entries, const Snapshot& now) {
  const std::size_t dimension = now.rows == 0 ? entries.front().embedding.dimension() : now.dimension;
  if (dimension > limits::kEmbeddingDimensionMax)
    return fail(ErrorCode::kInvalidArgument, "The embedding has too many dimensions.");
  for (const FaceIndex::Entry& entry : entries)
    if (entry.embedding.dimension() != dimension)
      return fail(ErrorCode::kInvalidArgument, "The embedding has another dimension than the gallery.");
  return dimension;
}

}  // namespace

/// The next state of a gallery while it is written. Chunks are shared with the published state until a published row
/// in them changes.
class Gallery::Draft {
 public:
  Draft(const Snapshot& from, std::size_t dimension) : from_(from), rows_(from.rows), dimension_(dimension) {
    if (from.chunks && from.rows != 0) chunks_ = *from.chunks;
  }

  std::size_t rows() const { return rows_; }
  const Uuid& key(KeyRows::Row row) const { return chunks_[row / kChunkRows]->key(row % kChunkRows); }

  void append(const FaceIndex::Entry& entry) {
    const std::size_t chunk = rows_ / kChunkRows;
    if (chunk == chunks_.size())
      chunks_.push_back(std::make_shared<Chunk>(dimension_, chunk == 0 ? kFirstCapacity : kChunkRows));
    if (rows_ % kChunkRows == chunks_[chunk]->capacity())
      chunks_[chunk] = std::make_shared<Chunk>(*chunks_[chunk], rows_ % kChunkRows, 2 * chunks_[chunk]->capacity());
    Chunk& target = writable(rows_);
    ++rows_;
    target.write((rows_ - 1) % kChunkRows, entry.key, entry.embedding.values(), rows_in(chunk));
  }
  void replace(KeyRows::Row row, const Uuid& key, std::span<const float> values) {
    writable(row).write(row % kChunkRows, key, values, rows_in(row / kChunkRows));
  }
  /// Moves the last row to `row`, or only forgets it if it is that one.
  void fill_hole(KeyRows::Row row) {
    const std::size_t last = rows_ - 1;
    // Keeps the chunk of the last row alive, and its floats in place, while they are copied.
    const std::shared_ptr<Chunk> source = chunks_[last / kChunkRows];
    if (row != last) {
      Chunk& target = writable(row);
      --rows_;
      target.write(row % kChunkRows, source->key(last % kChunkRows), {source->vector(last % kChunkRows), dimension_},
                   rows_in(row / kChunkRows));
    } else {
      --rows_;
    }
    if (rows_ == (chunks_.size() - 1) * kChunkRows) chunks_.pop_back();
  }
  Snapshot finish() {
    const std::size_t whole = from_.rows / kChunkRows;  // Chunks before this were full: only a copy can differ.
    for (std::size_t i = 0; i < chunks_.size(); ++i)
      if (i >= whole || chunks_[i] != (*from_.chunks)[i]) chunks_[i]->publish(rows_in(i));
    return {std::make_shared<const ChunkList>(std::move(chunks_)), rows_, dimension_};
  }

 private:
  std::size_t rows_in(std::size_t chunk) const { return std::min(kChunkRows, rows_ - chunk * kChunkRows); }
  /// The chunk of a row, copied first if a reader may be looking at that row.
  Chunk& writable(std::size_t row) {
    std::shared_ptr<Chunk>& chunk = chunks_[row / kChunkRows];
    if (row % kChunkRows < chunk->published())
      chunk = std::make_shared<Chunk>(*chunk, rows_in(row / kChunkRows), chunk->capacity());
    return *chunk;
  }

  const Snapshot& from_;
  ChunkList chunks_;
  std::size_t rows_;
  std::size_t dimension_;
};

Result<std::shared_ptr<Gallery>> Gallery::of(Snapshot rows) {
  auto gallery = std::make_shared<Gallery>();
  const auto key_of = [&](KeyRows::Row row) -> const Uuid& {
    return (*rows.chunks)[row / kChunkRows]->key(row % kChunkRows);
  };
  gallery->key_rows_.reserve(rows.rows, key_of);
  for (std::size_t row = 0; row < rows.rows; ++row)
    if (!gallery->key_rows_.add(key_of(static_cast<KeyRows::Row>(row)), static_cast<KeyRows::Row>(row), key_of))
      return fail(ErrorCode::kIncompatible, "A key is there twice.");
  gallery->published_ = std::move(rows);
  return gallery;
}

Result<void> Gallery::upsert(std::span<const FaceIndex::Entry> entries) {
  if (entries.empty()) return {};
  const std::scoped_lock lock(writer_);
  const Snapshot now = snapshot();
  MIEN_TRY(const std::size_t dimension, dimension_of(entries, now));
  if (entries.size() >= KeyRows::kRowsMax - now.rows) return out_of_memory();
  const auto key_now = [&](KeyRows::Row row) -> const Uuid& {
    return (*now.chunks)[row / kChunkRows]->key(row % kChunkRows);
  };
  try {
    Draft draft(now, dimension);
    const auto key_of = [&](KeyRows::Row row) -> const Uuid& { return draft.key(row); };
    key_rows_.reserve(now.rows + entries.size(), key_now);
    for (const FaceIndex::Entry& entry : entries) {
      if (const auto row = key_rows_.find(entry.key, key_of)) {
        draft.replace(*row, entry.key, entry.embedding.values());
      } else {
        key_rows_.put(entry.key, static_cast<KeyRows::Row>(draft.rows()), key_of);
        draft.append(entry);
      }
    }
    publish(draft.finish());
  } catch (const std::bad_alloc&) {
    key_rows_.rebuild(now.rows, key_now);
    return out_of_memory();
  }
  return {};
}

Result<void> Gallery::remove(std::span<const Uuid> keys) {
  const std::scoped_lock lock(writer_);
  const Snapshot now = snapshot();
  if (now.rows == 0) return {};
  try {
    Draft draft(now, now.dimension);
    const auto key_of = [&](KeyRows::Row row) -> const Uuid& { return draft.key(row); };
    for (const Uuid& key : keys) {
      const auto row = key_rows_.find(key, key_of);
      if (!row) continue;
      key_rows_.erase(key, key_of);
      const auto last = static_cast<KeyRows::Row>(draft.rows() - 1);
      if (*row != last) key_rows_.put(draft.key(last), *row, key_of);
      draft.fill_hole(*row);
    }
    if (draft.rows() != now.rows) publish(draft.finish());
  } catch (const std::bad_alloc&) {
    key_rows_.rebuild(now.rows, [&](KeyRows::Row row) -> const Uuid& {
      return (*now.chunks)[row / kChunkRows]->key(row % kChunkRows);
    });
    return out_of_memory();
  }
  return {};
}

Snapshot Gallery::snapshot() const {
  const std::scoped_lock lock(published_mutex_);
  return published_;
}

void Gallery::publish(Snapshot next) {
  const std::scoped_lock lock(published_mutex_);
  std::swap(published_, next);  // What was published before ends after the lock, if no search holds it.
}

}  // namespace mien::index_exact
