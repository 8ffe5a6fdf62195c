#include "adapters/index_exact/chunk.h"

#include <algorithm>
#include <utility>

#include "adapters/index_exact/quantize.h"

namespace mien::index_exact {

Chunk::Chunk(std::size_t dimension, std::size_t capacity)
    : dimension_(dimension), width_(padded_width(dimension)), capacity_(capacity) {
  own_ = std::make_unique_for_overwrite<float[]>(capacity * dimension);
  vectors_ = own_.get();
  allocate_integers();
}

Chunk::Chunk(const Chunk& other, std::size_t rows, std::size_t capacity) : Chunk(other.dimension_, capacity) {
  const std::size_t packed_rows = rows / kBlockRows * kBlockRows;
  std::copy_n(other.vectors_, rows * dimension_, own_.get());
  std::copy_n(other.keys_.get(), rows, keys_.get());
  std::copy_n(other.scales_.get(), packed_rows, scales_.get());
  std::copy_n(other.coarse_residuals_.get(), packed_rows, coarse_residuals_.get());
  std::copy_n(other.residuals_.get(), packed_rows, residuals_.get());
  std::copy_n(other.high_.get(), packed_rows * width_ / 2, high_.get());
  std::copy_n(other.low_.get(), packed_rows * width_ / 2, low_.get());
}

Chunk::Chunk(std::size_t dimension, std::span<const Uuid> keys, std::span<const float> read, const float* vectors,
             std::shared_ptr<const void> owner)
    : dimension_(dimension),
      width_(padded_width(dimension)),
      capacity_(kChunkRows),
      published_(kChunkRows),
      owner_(std::move(owner)),
      vectors_(vectors) {
  allocate_integers();
  std::ranges::copy(keys, keys_.get());
  for (std::size_t row = 0; row < kChunkRows; ++row) pack(row, read.subspan(row * dimension, dimension));
}

void Chunk::allocate_integers() {
  const std::size_t block_rows = capacity_ / kBlockRows * kBlockRows;  // Incomplete blocks are never packed.
  keys_ = std::make_unique<Uuid[]>(capacity_);
  scales_ = std::make_unique_for_overwrite<float[]>(block_rows);
  coarse_residuals_ = std::make_unique_for_overwrite<float[]>(block_rows);
  residuals_ = std::make_unique_for_overwrite<float[]>(block_rows);
  high_.reset(static_cast<std::uint8_t*>(::operator new(block_rows * width_ / 2, std::align_val_t{64})));
  low_.reset(static_cast<std::uint8_t*>(::operator new(block_rows * width_ / 2, std::align_val_t{64})));
}

void Chunk::write(std::size_t row, const Uuid& key, std::span<const float> values, std::size_t rows) {
  std::ranges::copy(values, own_.get() + row * dimension_);
  keys_[row] = key;
  const std::size_t block = row / kBlockRows * kBlockRows;
  if (rows < block + kBlockRows) return;  // Readers compare an incomplete block by its floats.
  const std::size_t first = row + 1 < rows ? row : block;
  const std::size_t last = row + 1 < rows ? row + 1 : block + kBlockRows;
  for (std::size_t r = first; r < last; ++r) pack(r, {vector(r), dimension_});
}

void Chunk::pack(std::size_t row, std::span<const float> values) {
  std::vector<std::int8_t> levels(width_);
  const Quantised made = quantise(values, std::span(levels).first(dimension_));
  scales_[row] = made.scale;
  coarse_residuals_[row] = made.coarse_residual;
  residuals_[row] = made.residual;
  const auto stored = [&](std::size_t i) { return static_cast<unsigned>(levels[i] + kQuantOffset); };
  std::size_t at = row / kBlockRows * kBlockRows * (width_ / 2) + row % kBlockRows * 4;
  for (std::size_t i = 0; i < width_; i += 8, at += kBlockRows * 4)
    for (std::size_t j = 0; j < 4; ++j) {
      const unsigned first = stored(i + j);
      const unsigned second = stored(i + 4 + j);
      high_[at + j] = static_cast<std::uint8_t>(first >> 4 | (second & 0xF0U));
      low_[at + j] = static_cast<std::uint8_t>((first & 0x0FU) | (second & 0x0FU) << 4);
    }
}

}  // namespace mien::index_exact
