#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "core/ids.h"

namespace mien::index_exact {

inline constexpr std::size_t kBlockRows = 16;   ///< Rows that the kernels take at once.
inline constexpr std::size_t kChunkRows = 512;  ///< Rows that a write copies at most, per place it touches.

/// Dimensions are taken in pairs of groups of four, which is the unit of the machines' integer dot products.
constexpr std::size_t padded_width(std::size_t dimension) { return (dimension + 7) / 8 * 8; }

/// Bytes that the first pass of a search reads of each row: the upper halves of its integers, scale and residual.
constexpr std::size_t scanned_bytes(std::size_t dimension) { return padded_width(dimension) / 2 + 2 * sizeof(float); }

/// What a kernel reads: whole blocks of 16 rows, whose 8-bit integers (value + 128) lie in two halves of 4 bits, so
/// that a scan that is held up by the memory need not read those that it can do without.
///
/// In either half block b starts at b * 16 * width / 2; inside it lie, for each pair of groups of four dimensions, four
/// bytes of row 0, of row 1, ... of row 15, whose lower four bits are of the first group and whose upper are of the
/// second. One 64-byte line so feeds two steps of 16 dot products, which need no horizontal sums.
struct PackedRows {
  const std::uint8_t* high;
  const std::uint8_t* low;
  const float* scales;
  const float* coarse_residuals;  ///< Where the upper halves alone are looked at.
  const float* residuals;         ///< Where both are.
  std::size_t blocks;
  std::size_t width;
};

/// Up to 512 rows of a gallery: float vectors, keys, and the packed integers of every complete block of 16. The vectors
/// of a whole chunk may lie in a mapped file instead.
/// Readers may look at the rows below the count that was published with the chunk, while the one writer of the gallery
/// fills rows that were never published; whatever was published does not change.
class Chunk {
 public:
  /// @throws std::bad_alloc
  Chunk(std::size_t dimension, std::size_t capacity);
  /// A copy of the first `rows` rows with room for `capacity`, of which nothing is published. @throws std::bad_alloc
  Chunk(const Chunk& other, std::size_t rows, std::size_t capacity);
  /// kChunkRows published rows, whose vectors stay where they are: at `vectors`, in memory that `owner` keeps and
  /// nobody changes. `read` are the same vectors, so that packing them need not touch that memory. @throws
  /// std::bad_alloc
  Chunk(std::size_t dimension, std::span<const Uuid> keys, std::span<const float> read, const float* vectors,
        std::shared_ptr<const void> owner);
  Chunk(const Chunk&) = delete;
  Chunk& operator=(const Chunk&) = delete;

  std::size_t capacity() const { return capacity_; }
  const Uuid& key(std::size_t row) const { return keys_[row]; }
  std::span<const Uuid> keys(std::size_t rows) const { return {keys_.get(), rows}; }
  const float* vector(std::size_t row) const { return vectors_ + row * dimension_; }
  /// The complete blocks among the first `rows` rows.
  PackedRows packed(std::size_t rows) const {
    return {.high = high_.get(),
            .low = low_.get(),
            .scales = scales_.get(),
            .coarse_residuals = coarse_residuals_.get(),
            .residuals = residuals_.get(),
            .blocks = rows / kBlockRows,
            .width = width_};
  }
  float scale(std::size_t row) const { return scales_[row]; }
  float residual(std::size_t row) const { return residuals_[row]; }

  // For the gallery's writer only.
  /// Rows below this were published once: whoever changes them must do it in a copy.
  std::size_t published() const { return published_; }
  void publish(std::size_t rows) { published_ = rows > published_ ? rows : published_; }
  /// `rows` counts the rows in use, this one included.
  void write(std::size_t row, const Uuid& key, std::span<const float> values, std::size_t rows);

 private:
  struct Aligned {
    void operator()(std::uint8_t* bytes) const { ::operator delete(bytes, std::align_val_t{64}); }
  };

  void allocate_integers();
  void pack(std::size_t row, std::span<const float> values);

  std::size_t dimension_;
  std::size_t width_;
  std::size_t capacity_;
  std::size_t published_ = 0;
  std::unique_ptr<float[]> own_;       ///< The vectors; none where they lie elsewhere.
  std::shared_ptr<const void> owner_;  ///< Of vectors that lie elsewhere.
  const float* vectors_;
  std::unique_ptr<Uuid[]> keys_;
  std::unique_ptr<float[]> scales_;
  std::unique_ptr<float[]> coarse_residuals_;
  std::unique_ptr<float[]> residuals_;
  std::unique_ptr<std::uint8_t[], Aligned> high_;
  std::unique_ptr<std::uint8_t[], Aligned> low_;
};

}  // namespace mien::index_exact
