#include "adapters/index_exact/exact_index.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "adapters/index_exact/key_rows.h"
#include "core/embedding.h"
#include "fakes/brute_force_index.h"
#include "gtest/gtest.h"

namespace mien::index_exact {
namespace {

const GalleryId& gallery() {
  static const GalleryId id{CollectionId::parse("people").value(), GalleryKind::kFaces};
  return id;
}

Uuid random_key(std::mt19937_64& random) {
  Uuid key;
  for (std::size_t i = 0; i < 16; i += 8) {
    const std::uint64_t word = random();
    std::memcpy(&key.bytes[i], &word, sizeof word);
  }
  return key;
}

Embedding moved(std::span<const float> centre, float by, std::mt19937_64& random) {
  std::normal_distribution<float> normal;
  std::vector<float> raw(centre.begin(), centre.end());
  for (float& v : raw) v += by * normal(random);
  return Embedding::normalized(raw).value();
}

/// Vectors of the kinds that make a bound fail: clusters, copies, neighbours 1e-7 apart, everything equal.
class Source {
 public:
  Source(std::size_t dimension, std::mt19937_64& random) : random_(random), kind_(random() % 5) {
    const std::vector<float> zero(dimension);
    for (std::size_t i = 0, count = 1 + random() % 20; i < count; ++i) centres_.push_back(moved(zero, 1, random));
  }
  Embedding next() {
    const Embedding& centre = centres_[random_() % centres_.size()];
    switch (kind_) {
      case 0:
        return moved(std::vector<float>(centre.dimension()), 1, random_);
      case 1:
        return moved(centre.values(), 0.02F, random_);
      case 2:
        return centre;
      case 3:
        return moved(centre.values(), 1e-7F, random_);
      default:
        return centres_.front();
    }
  }
  const std::vector<Embedding>& centres() const { return centres_; }

 private:
  std::mt19937_64& random_;
  std::uint64_t kind_;
  std::vector<Embedding> centres_;
};

std::size_t random_limit(std::mt19937_64& random) {
  constexpr std::size_t kLimits[] = {1, 2, 10, 100, 1000, 4096, 100'000};
  return kLimits[random() % std::size(kLimits)];
}
float random_minimum(std::mt19937_64& random) {
  constexpr float kMinima[] = {-1, -1, 0, 0.3F, 0.9F, 1};
  return kMinima[random() % std::size(kMinima)];
}

/// The same random changes to the index and to brute force, with the same random questions in between.
void compare_with_brute_force(unsigned seed, std::size_t rows_max, FaceIndex& index) {
  SCOPED_TRACE(::testing::Message() << "seed " << seed);
  std::mt19937_64 random(seed);
  fakes::BruteForceIndex truth;
  const std::size_t dimension = 1 + random() % 512;
  const std::size_t rows = random() % (rows_max + 1);
  Source source(dimension, random);
  std::vector<Uuid> keys;
  for (int step = 0; step < 6; ++step) {
    std::vector<FaceIndex::Entry> entries;
    for (std::size_t i = 0, count = rows / 6 + random() % 3; i < count; ++i) {
      const bool again = !keys.empty() && random() % 8 == 0;
      if (!again) keys.push_back(random_key(random));
      entries.push_back({again ? keys[random() % keys.size()] : keys.back(), source.next()});
    }
    ASSERT_TRUE(index.upsert(gallery(), entries));
    ASSERT_TRUE(truth.upsert(gallery(), entries));
    std::vector<Uuid> gone;
    for (std::size_t i = 0, count = random() % (keys.size() / 3 + 2); i < count && !keys.empty(); ++i)
      gone.push_back(keys[random() % keys.size()]);
    ASSERT_TRUE(index.remove(gallery(), gone));
    ASSERT_TRUE(truth.remove(gallery(), gone));
    ASSERT_EQ(index.size(gallery()).value(), truth.size(gallery()).value());
    std::vector<Embedding> probes;
    for (std::size_t i = 0, count = 1 + random() % (step == 5 ? 40 : 4); i < count; ++i)
      probes.push_back(random() % 2 == 0 ? source.next() : source.centres().front());
    const std::size_t limit = random_limit(random);
    const float minimum = random_minimum(random);
    const auto found = index.nearest(gallery(), probes, limit, minimum);
    const auto expected = truth.nearest(gallery(), probes, limit, minimum);
    ASSERT_TRUE(found);
    ASSERT_TRUE(expected);
    ASSERT_TRUE(*found == *expected) << "step " << step << " limit " << limit << " minimum " << minimum;
  }
}

TEST(ExactIndex, AgreesWithBruteForceOnSmallGalleriesOfAnyKind) {
  const auto kernels = available_kernels();
  for (unsigned seed = 1; seed <= 150; ++seed) {
    ExactIndex index(seed % 3, kernels[seed % kernels.size()]);
    compare_with_brute_force(seed, 300, index);
    if (HasFatalFailure()) return;
  }
}

TEST(ExactIndex, AgreesWithBruteForceOnLargerGalleriesSharedWithHelpers) {
  const auto kernels = available_kernels();
  for (unsigned seed = 1001; seed <= 1010; ++seed) {
    ExactIndex index(3, kernels[seed % kernels.size()]);
    compare_with_brute_force(seed, 5000, index);
    if (HasFatalFailure()) return;
  }
}

TEST(ExactIndex, AgreesWithBruteForceWhereEveryRowIsACandidate) {
  // More equal rows than a collector holds at a time, told apart by key alone.
  constexpr std::size_t kRows = 40'000;
  std::mt19937_64 random(5);
  const Embedding same = moved(std::vector<float>(8), 1, random);
  std::vector<FaceIndex::Entry> entries;
  for (std::size_t i = 0; i < kRows; ++i) entries.push_back({random_key(random), same});
  std::vector<Uuid> keys;
  for (const auto& entry : entries) keys.push_back(entry.key);
  std::ranges::sort(keys);
  ExactIndex index(0);
  ASSERT_TRUE(index.upsert(gallery(), entries));
  for (const std::size_t limit : {std::size_t{1}, std::size_t{100}, std::size_t{4096}, kRows}) {
    const auto found = index.nearest(gallery(), {&same, 1}, limit, -1);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->front().size(), limit);
    for (std::size_t i = 0; i < limit; ++i) ASSERT_EQ(found->front()[i].key, keys[i]) << i;
  }
}

TEST(ExactIndex, RefusesMoreDimensionsThanTheIntegersAllow) {
  const std::vector<float> raw(65'537, 1.0F);
  const FaceIndex::Entry entry{{}, Embedding::normalized(raw).value()};
  ExactIndex index(0);
  const auto done = index.upsert(gallery(), {&entry, 1});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument);
}

TEST(ExactIndex, ASearchSeesOneStateWhileOthersWrite) {
  // Writers change all rows of a group in one call: no search may see a group half changed, or miss its own write.
  constexpr std::size_t kGroup = 40;
  constexpr int kRounds = 60;
  std::mt19937_64 random(9);
  const Embedding old_face = moved(std::vector<float>(32), 1, random);
  const Embedding new_face = moved(std::vector<float>(32), 1, random);
  ExactIndex index(2);
  std::vector<FaceIndex::Entry> crowd;
  for (int i = 0; i < 2000; ++i) crowd.push_back({random_key(random), moved(std::vector<float>(32), 1, random)});
  ASSERT_TRUE(index.upsert(gallery(), crowd));
  std::vector<FaceIndex::Entry> group;
  for (std::size_t i = 0; i < kGroup; ++i) group.push_back({random_key(random), old_face});
  ASSERT_TRUE(index.upsert(gallery(), group));

  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  const auto read = [&] {
    const Embedding probes[2] = {old_face, new_face};
    while (!done) {
      const auto found = index.nearest(gallery(), probes, 4096, 0.999F);
      if (!found) {
        ++wrong;
        continue;
      }
      const std::size_t before = (*found)[0].size();
      const std::size_t after = (*found)[1].size();
      if (!(before == kGroup && after == 0) && !(before == 0 && after == kGroup)) ++wrong;
    }
  };
  const auto churn = [&](unsigned seed) {
    std::mt19937_64 own(seed);
    while (!done) {
      const FaceIndex::Entry entry{random_key(own), moved(std::vector<float>(32), 1, own)};
      const auto put = index.upsert(gallery(), {&entry, 1});
      const auto seen = index.nearest(gallery(), {&entry.embedding, 1}, 1, 0.999F);
      if (!put || !seen || seen->front().size() != 1 || seen->front()[0].key != entry.key) ++wrong;
      if (!index.remove(gallery(), {&entry.key, 1})) ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) threads.emplace_back(read);
  for (unsigned i = 0; i < 2; ++i) threads.emplace_back(churn, i);
  for (int round = 0; round < kRounds; ++round) {
    for (auto& entry : group) entry.embedding = round % 2 == 0 ? new_face : old_face;
    if (!index.upsert(gallery(), group)) ++wrong;
  }
  done = true;
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(index.size(gallery()).value(), crowd.size() + kGroup);
}

TEST(ExactIndex, ManyBigSearchesAtOnceShareTheHelpers) {
  constexpr std::size_t kRows = 6000;
  std::mt19937_64 random(11);
  std::vector<FaceIndex::Entry> entries;
  for (std::size_t i = 0; i < kRows; ++i)
    entries.push_back({random_key(random), moved(std::vector<float>(128), 1, random)});
  ExactIndex index(2);
  fakes::BruteForceIndex truth;
  ASSERT_TRUE(index.upsert(gallery(), entries));
  ASSERT_TRUE(truth.upsert(gallery(), entries));
  std::vector<Embedding> probes;  // 32 of them make a pass big enough to be shared.
  for (std::size_t i = 0; i < 32; ++i) probes.push_back(entries[i * 100].embedding);
  const auto expected = truth.nearest(gallery(), probes, 5, -1).value();
  std::atomic<int> wrong = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        const auto found = index.nearest(gallery(), probes, 5, -1);
        if (!found || *found != expected) ++wrong;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
}

TEST(KeyRows, FindsWhatAMapFindsThroughRandomChanges) {
  std::mt19937_64 random(3);
  std::vector<Uuid> keys;  // By row; the last row takes the place of one that goes, as in a gallery.
  const auto key_of = [&](KeyRows::Row row) -> const Uuid& { return keys[row]; };
  KeyRows table;
  EXPECT_EQ(table.find(random_key(random), key_of), std::nullopt);
  for (int step = 0; step < 20'000; ++step) {
    if (keys.empty() || random() % 5 < 3) {
      const Uuid key = random_key(random);
      table.reserve(keys.size() + 1, key_of);
      table.put(key, static_cast<KeyRows::Row>(keys.size()), key_of);
      keys.push_back(key);
    } else {
      const auto row = static_cast<KeyRows::Row>(random() % keys.size());
      const Uuid gone = keys[row];
      table.erase(gone, key_of);
      if (row + 1 != keys.size()) table.put(keys.back(), row, key_of);
      keys[row] = keys.back();
      keys.pop_back();
      ASSERT_EQ(table.find(gone, key_of), std::nullopt);
    }
    if (step % 1000 != 0) continue;
    for (std::size_t row = 0; row < keys.size(); ++row)
      ASSERT_EQ(table.find(keys[row], key_of), static_cast<KeyRows::Row>(row));
  }
}

}  // namespace
}  // namespace mien::index_exact
