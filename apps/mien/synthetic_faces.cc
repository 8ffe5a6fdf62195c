#include "synthetic_faces.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace mien::cli {
namespace {

constexpr std::uint64_t kFacesPerPerson = 4;
constexpr double kShared = 0.7;  ///< Cosine of two pictures of a person.
/// Falling variances make fewer directions count: exp(-i/50) over 384 components leaves about 100 of them, which is
/// what a deviation of 0.1 between strangers means.
constexpr double kVarianceLength = 50;
constexpr std::size_t kBatch = 4096;

/// SplitMix64: its stream can begin at any number.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15U;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
    return z ^ (z >> 31);
  }
  /// Close enough to normal: the sum of four uniform 16-bit numbers.
  float normal() {
    const std::uint64_t bits = next();
    const auto sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
    return (static_cast<float>(sum) - 131'070.0F) / 37'837.0F;
  }

 private:
  std::uint64_t state_;
};

/// Hadamard's rotation in the largest power of two that fits, over and over along the vector: cheap, and every
/// component gets a part of many directions.
void spread(std::span<float> values) {
  while (!values.empty()) {
    const std::size_t width = std::bit_floor(values.size());
    for (std::size_t half = 1; half < width; half *= 2)
      for (std::size_t start = 0; start < width; start += 2 * half)
        for (std::size_t i = start; i < start + half; ++i) {
          const float sum = values[i] + values[i + half];
          values[i + half] = values[i] - values[i + half];
          values[i] = sum;
        }
    const float scale = 1 / std::sqrt(static_cast<float>(width));
    for (float& value : values.first(width)) value *= scale;
    values = values.subspan(width);
  }
}

Uuid uuid_of(Random& random) {
  const std::array<std::uint64_t, 2> words{random.next(), random.next()};
  return std::bit_cast<Uuid>(words);
}

}  // namespace

StoredFace SyntheticFaces::face(std::uint64_t number) const {
  Random person(seed_ ^ (number / kFacesPerPerson + 1) * 0x5851F42D4C957F2DU);
  Random own(seed_ ^ (number + 1) * 0xDA942042E4DD58B5U);
  std::vector<float> raw(dimension_);
  // The strong directions are dealt out over the vector like cards, so that each rotated part has its share of them.
  const std::size_t step = 3;
  for (std::size_t i = 0; i < dimension_; ++i) {
    const std::size_t at = i % step * (dimension_ / step) + i / step;
    const double scale = std::exp(-static_cast<double>(i) / kVarianceLength / 2);
    raw[std::min(at, dimension_ - 1)] = static_cast<float>(
        scale * (std::sqrt(kShared) * double{person.normal()} + std::sqrt(1 - kShared) * double{own.normal()}));
  }
  spread(raw);
  return {.id = {uuid_of(own)},
          .image = {uuid_of(own)},
          .box = {0.25F, 0.25F, 0.5F, 0.5F},
          .confidence_pct = 99,
          .embedding = Embedding::normalized(raw).value()};
}

Result<void> add_synthetic_faces(FaceStore& store, const CollectionId& collection, const SyntheticFaces& faces,
                                 std::size_t count, const std::function<bool()>& stopped) {
  for (std::size_t first = 0; first < count; first += kBatch) {
    if (stopped()) return fail(ErrorCode::kUnavailable, "Interrupted.");
    std::vector<StoredFace> batch;
    for (std::size_t i = first; i < std::min(first + kBatch, count); ++i) batch.push_back(faces.face(i));
    Random random(first + 0xE7E47U);
    const AuditEvent event{.id = {uuid_of(random)},
                           .actor = "bench",
                           .action = "IndexFaces",
                           .collection = collection.text(),
                           .subject = "",
                           .outcome = "ok"};
    MIEN_TRY_VOID(store.add(collection, batch, event));
  }
  return {};
}

}  // namespace mien::cli
