#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <span>
#include <vector>

#include "adapters/index_exact/chunk.h"
#include "adapters/index_exact/kernel.h"
#include "adapters/index_exact/quantize.h"
#include "core/embedding.h"
#include "gtest/gtest.h"

namespace mien::index_exact {
namespace {

Embedding random_embedding(std::size_t dimension, std::mt19937& random) {
  std::normal_distribution<float> normal;
  std::vector<float> raw(dimension);
  for (float& v : raw) v = normal(random);
  return Embedding::normalized(raw).value();
}

/// Rows and queries at the ends of the 8-bit range, where 16-bit sums would saturate.
Embedding extreme_embedding(std::size_t dimension, std::mt19937& random) {
  std::vector<float> raw(dimension);
  const unsigned kind = random() % 3;
  for (std::size_t i = 0; i < dimension; ++i)
    raw[i] = kind == 0 ? 1.0F : kind == 1 ? -1.0F : (random() % 2 == 0 ? 1.0F : -1.0F);
  return Embedding::normalized(raw).value();
}

struct Queries {
  std::vector<std::vector<std::int8_t>> levels;
  std::vector<ScanQuery> scan;
};

Queries quantised(const std::vector<Embedding>& probes) {
  Queries made;
  for (const Embedding& probe : probes) {
    auto& levels = made.levels.emplace_back(padded_width(probe.dimension()));
    const Quantised q = quantise(probe.values(), std::span(levels).first(probe.dimension()));
    std::int32_t sum = 0;
    for (const std::int8_t level : levels) sum += level;
    made.scan.push_back({levels.data(), sum, q.scale, q.norm, kNormMax * q.residual + kRoundingSlack});
  }
  return made;
}

std::vector<std::vector<Found>> scan(const Kernel& kernel, const PackedRows& rows, const Queries& queries,
                                     const std::vector<float>& floors) {
  std::vector<Found> found(queries.scan.size() * kChunkRows);
  std::vector<std::size_t> counts(queries.scan.size());
  kernel.scan(rows, queries.scan, floors.data(), found.data(), counts.data());
  std::vector<std::vector<Found>> lists;
  for (std::size_t i = 0; i < counts.size(); ++i)
    lists.emplace_back(found.begin() + static_cast<std::ptrdiff_t>(i * kChunkRows),
                       found.begin() + static_cast<std::ptrdiff_t>(i * kChunkRows + counts[i]));
  return lists;
}

TEST(IndexExactKernel, EveryInstructionSetFindsWhatTheScalarOneFinds) {
  const auto kernels = available_kernels();
  ASSERT_EQ(kernels.front().name, "scalar");
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(::testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const std::size_t dimension = 1 + random() % 512;
    const std::size_t rows = random() % (kChunkRows + 1);
    const bool extreme = random() % 3 == 0;
    const auto make = [&] {
      return extreme ? extreme_embedding(dimension, random) : random_embedding(dimension, random);
    };
    Chunk chunk(dimension, kChunkRows);
    for (std::size_t row = 0; row < rows; ++row) chunk.write(row, {}, make().values(), row + 1);
    std::vector<Embedding> probes;
    for (std::size_t i = 0, count = 1 + random() % 70; i < count; ++i) probes.push_back(make());
    const Queries queries = quantised(probes);
    std::vector<float> floors;
    for (std::size_t i = 0; i < probes.size(); ++i)
      floors.push_back(i % 3 == 0 ? -std::numeric_limits<float>::infinity() : (i % 3 == 1 ? 0.0F : 0.1F));
    const auto expected = scan(kernels.front(), chunk.packed(rows), queries, floors);
    for (std::size_t i = 0; i < probes.size(); i += 3) ASSERT_EQ(expected[i].size(), rows / kBlockRows * kBlockRows);
    for (const Kernel& kernel : kernels) {
      SCOPED_TRACE(kernel.name);
      ASSERT_EQ(scan(kernel, chunk.packed(rows), queries, floors), expected);
    }
  }
}

TEST(IndexExactKernel, ComputesTheIntegerDotProductAtTheEndsOfTheRange) {
  constexpr std::size_t kDimension = 4096;
  const std::vector<float> ones(kDimension, 1.0F);
  const Embedding plus = Embedding::normalized(ones).value();
  const Embedding minus = Embedding::normalized(std::vector<float>(kDimension, -1.0F)).value();
  Chunk chunk(kDimension, kBlockRows);
  for (std::size_t row = 0; row < kBlockRows; ++row) chunk.write(row, {}, plus.values(), row + 1);
  const std::vector<float> floors(2, -std::numeric_limits<float>::infinity());
  for (const Kernel& kernel : available_kernels()) {
    SCOPED_TRACE(kernel.name);
    const auto lists = scan(kernel, chunk.packed(kBlockRows), quantised({plus, minus}), floors);
    ASSERT_EQ(lists[0].size(), kBlockRows);
    EXPECT_EQ(lists[0][7].dot, 127 * 127 * static_cast<std::int32_t>(kDimension));
    EXPECT_EQ(lists[1][7].dot, -127 * 127 * static_cast<std::int32_t>(kDimension));
  }
}

TEST(IndexExactKernel, PassesOverNoRowThatReachesTheFloor) {
  for (const Kernel& kernel : available_kernels()) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
      SCOPED_TRACE(::testing::Message() << kernel.name << ", seed " << seed);
      std::mt19937 random(seed);
      const std::size_t dimension = 1 + random() % 200;
      Chunk chunk(dimension, kChunkRows);
      std::vector<Embedding> rows;
      for (std::size_t row = 0; row < kChunkRows; ++row) {
        rows.push_back(random_embedding(dimension, random));
        chunk.write(row, {}, rows.back().values(), row + 1);
      }
      const std::vector<Embedding> probes{random_embedding(dimension, random)};
      const float floor = cosine(rows[random() % kChunkRows], probes.front());
      const auto found = scan(kernel, chunk.packed(kChunkRows), quantised(probes), {floor}).front();
      std::size_t next = 0;
      for (std::size_t row = 0; row < kChunkRows; ++row) {
        const bool is_found = next < found.size() && found[next].row == row;
        next += is_found ? 1U : 0U;
        if (cosine(rows[row], probes.front()) >= floor) {
          ASSERT_TRUE(is_found) << row;
        }
      }
    }
  }
}

TEST(IndexExactQuantise, TheErrorBoundHoldsForEveryPair) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    std::mt19937 random(seed);
    const std::size_t dimension = 1 + random() % 600;
    const auto make = [&] {
      std::normal_distribution<float> normal;
      std::vector<float> raw(dimension);
      for (float& v : raw) v = random() % 4 == 0 ? normal(random) * 100 : normal(random);
      if (random() % 4 == 0) raw[random() % dimension] = 1e4F;  // One large value leaves few levels for the rest.
      return Embedding::normalized(raw).value();
    };
    const Embedding row = make();
    const Embedding probe = random() % 3 == 0 ? row : make();
    std::vector<std::int8_t> p(dimension);
    std::vector<std::int8_t> q(dimension);
    const Quantised a = quantise(row.values(), p);
    const Quantised b = quantise(probe.values(), q);
    std::int32_t dot = 0;
    for (std::size_t i = 0; i < dimension; ++i) dot += p[i] * q[i];
    const float near = estimate(dot, b.scale, a.scale);
    const float error = error_bound(a.residual, b.norm, kNormMax * b.residual + kRoundingSlack);
    const float exact = cosine(row, probe);
    ASSERT_LE(std::min(near - error, 1.0F), exact) << "seed " << seed;
    ASSERT_GE(std::max(near + error, -1.0F), exact) << "seed " << seed;
    // The same with the upper halves of the row's integers alone.
    std::int32_t coarse_dot = 0;
    for (std::size_t i = 0; i < dimension; ++i) coarse_dot += (((p[i] + kQuantOffset) & ~15) - kCoarseOffset) * q[i];
    const float coarse = estimate(coarse_dot, b.scale, a.scale);
    const float coarse_error = error_bound(a.coarse_residual, b.norm, kNormMax * b.residual + kRoundingSlack);
    ASSERT_LE(std::min(coarse - coarse_error, 1.0F), exact) << "seed " << seed;
    ASSERT_GE(std::max(coarse + coarse_error, -1.0F), exact) << "seed " << seed;
  }
}

}  // namespace
}  // namespace mien::index_exact
