#include "adapters/index_exact/chunk.h"

#include <algorithm>
#include <cstring>

#include "adapters/index_exact/quantize.h"

namespace mien::index_exact {

Chunk::Chunk(std::size_t dimension, std::size_t capacity)
    : dimension_(dimension), width_(padded_width(dimension)), capacity_(capacity) {
  const std::size_t block_rows = capacity / kBlockRows * kBlockRows;  // Incomplete blocks are never packed.
  floats_ = std::make_unique_for_overwrite<float[]>(capacity * dimension);
  keys_ = std::make_unique<Uuid[]>(capacity);
  scales_ = std::make_unique_for_overwrite<float[]>(block_rows);
  residuals_ = std::make_unique_for_overwrite<float[]>(block_rows);
  packed_.reset(static_cast<std::uint8_t*>(::operator new(block_rows * width_, std::align_val_t{64})));
}

Chunk::Chunk(const Chunk& other, std::size_t rows, std::size_t capacity) : Chunk(other.dimension_, capacity) {
  const std::size_t packed_rows = rows / kBlockRows * kBlockRows;
  std::copy_n(other.floats_.get(), rows * dimension_, floats_.get());
  std::copy_n(other.keys_.get(), rows, keys_.get());
  std::copy_n(other.scales_.get(), packed_rows, scales_.get());
  std::copy_n(other.residuals_.get(), packed_rows, residuals_.get());
  std::copy_n(other.packed_.get(), packed_rows * width_, packed_.get());
}

void Chunk::write(std::size_t row, const Uuid& key, std::span<const float> values, std::size_t rows) {
  std::ranges::copy(values, floats_.get() + row * dimension_);
  keys_[row] = key;
  const std::size_t block = row / kBlockRows * kBlockRows;
  if (rows < block + kBlockRows) return;  // Readers compare an incomplete block by its floats.
  if (row + 1 < rows) return pack(row);
  for (std::size_t r = block; r < block + kBlockRows; ++r) pack(r);
}

void Chunk::pack(std::size_t row) {
  std::vector<std::int8_t> levels(width_);
  const Quantised made = quantise({vector(row), dimension_}, std::span(levels).first(dimension_));
  scales_[row] = made.scale;
  residuals_[row] = made.residual;
  std::uint8_t* out = packed_.get() + row / kBlockRows * kBlockRows * width_ + row % kBlockRows * 4;
  for (std::size_t i = 0; i < width_; i += 4, out += kBlockRows * 4)
    for (std::size_t j = 0; j < 4; ++j) out[j] = static_cast<std::uint8_t>(levels[i + j] + kQuantOffset);
}

}  // namespace mien::index_exact
