#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/embedding.h"
#include "core/ids.h"
#include "gtest/gtest.h"
#include "ports/face_index.h"

namespace mien::contract {

/// How to make an empty index of one kind.
struct FaceIndexMaker {
  std::string name;
  std::function<std::unique_ptr<FaceIndex>()> make;
};

inline GalleryId faces_of(std::string_view collection) {
  return {CollectionId::parse(collection).value(), GalleryKind::kFaces};
}
inline GalleryId people_of(std::string_view collection) {
  return {CollectionId::parse(collection).value(), GalleryKind::kPeople};
}
inline Uuid key_of(std::uint32_t number) {
  Uuid key;
  for (std::size_t i = 0; i < 4; ++i) key.bytes[15 - i] = static_cast<std::uint8_t>(number >> 8 * i);
  return key;
}
inline Embedding embedding_of(std::initializer_list<float> raw) {
  return Embedding::normalized(std::vector<float>(raw)).value();
}

/// What every adapter of FaceIndex promises. Instantiate with INSTANTIATE_TEST_SUITE_P and FaceIndexMaker.
class FaceIndexContract : public ::testing::TestWithParam<FaceIndexMaker> {
 protected:
  static constexpr float kNoMinimum = -1;

  FaceIndex& index() { return *index_; }
  void put(const GalleryId& gallery, std::uint32_t key, const Embedding& embedding) {
    const FaceIndex::Entry entry{key_of(key), embedding};
    const auto done = index().upsert(gallery, {&entry, 1});
    ASSERT_TRUE(done) << done.error().message;
  }
  void take(const GalleryId& gallery, std::uint32_t key) {
    const Uuid id = key_of(key);
    ASSERT_TRUE(index().remove(gallery, {&id, 1}));
  }
  FaceIndex::Hits find(const GalleryId& gallery, const Embedding& probe, std::size_t limit,
                       float cosine_min = kNoMinimum) {
    const auto found = index().nearest(gallery, {&probe, 1}, limit, cosine_min);
    if (!found || found->size() != 1) {
      ADD_FAILURE() << "nearest() gave no answer";
      return {};
    }
    return found->front();
  }

  const GalleryId gallery_ = faces_of("staff");
  const Embedding east_ = embedding_of({1, 0, 0});
  const Embedding north_ = embedding_of({0, 1, 0});
  const Embedding north_east_ = embedding_of({1, 1, 0});

 private:
  std::unique_ptr<FaceIndex> index_ = GetParam().make();
};

TEST_P(FaceIndexContract, FindsNothingInAGalleryThatWasNeverFilled) {
  EXPECT_TRUE(find(gallery_, east_, 10).empty());
  EXPECT_EQ(index().size(gallery_).value(), 0U);
}

TEST_P(FaceIndexContract, GivesTheBestFirstWithTheCoreCosine) {
  put(gallery_, 1, north_);
  put(gallery_, 2, north_east_);
  put(gallery_, 3, east_);
  const FaceIndex::Hits expected = {
      {key_of(3), cosine(east_, east_)}, {key_of(2), cosine(north_east_, east_)}, {key_of(1), cosine(north_, east_)}};
  EXPECT_EQ(find(gallery_, east_, 10), expected);
}

TEST_P(FaceIndexContract, GivesNoMoreThanTheLimit) {
  for (std::uint32_t key = 1; key <= 40; ++key) put(gallery_, key, key == 30 ? east_ : north_east_);
  const auto hits = find(gallery_, east_, 2);
  ASSERT_EQ(hits.size(), 2U);
  EXPECT_EQ(hits[0].key, key_of(30));
  EXPECT_EQ(hits[1].key, key_of(1));
}

TEST_P(FaceIndexContract, GivesNoHitsForALimitOfZero) {
  put(gallery_, 1, east_);
  EXPECT_TRUE(find(gallery_, east_, 0).empty());
}

TEST_P(FaceIndexContract, TakesALimitBeyondEverything) {
  put(gallery_, 1, east_);
  EXPECT_EQ(find(gallery_, east_, static_cast<std::size_t>(-1)).size(), 1U);
}

TEST_P(FaceIndexContract, OrdersTiesByKey) {
  for (const std::uint32_t key : {9, 3, 300, 7, 1, 70'000}) put(gallery_, key, east_);
  std::vector<Uuid> keys;
  for (const auto& hit : find(gallery_, east_, 4)) keys.push_back(hit.key);
  EXPECT_EQ(keys, (std::vector{key_of(1), key_of(3), key_of(7), key_of(9)}));
}

TEST_P(FaceIndexContract, KeepsHitsThatReachTheMinimumExactly) {
  put(gallery_, 1, east_);
  put(gallery_, 2, north_east_);
  const float edge = cosine(north_east_, east_);
  EXPECT_EQ(find(gallery_, east_, 10, edge).size(), 2U);
  EXPECT_EQ(find(gallery_, east_, 10, std::nextafter(edge, 2.0F)).size(), 1U);
}

TEST_P(FaceIndexContract, FindsTheOppositeVectorAtTheLowestMinimum) {
  // The largest norm that an embedding may have: the sum before clamping is below -1.
  const float slightly_long = 1.00009F;
  put(gallery_, 1, Embedding::restored({-slightly_long, 0, 0}).value());
  const Embedding probe = Embedding::restored({slightly_long, 0, 0}).value();
  for (std::uint32_t key = 2; key < 40; ++key) put(gallery_, key, Embedding::restored({-slightly_long, 0, 0}).value());
  const auto hits = find(gallery_, probe, 50, -1);
  ASSERT_EQ(hits.size(), 39U);
  EXPECT_EQ(hits.front().cosine, -1.0F);
}

TEST_P(FaceIndexContract, TreatsScoresThatAreClampedAsTies) {
  // Only the clamp makes these equal; the longer ones, entered later, would otherwise win.
  for (std::uint32_t key = 1; key <= 48; ++key)
    put(gallery_, key, Embedding::restored({key <= 24 ? 1.00001F : 1.00009F, 0, 0}).value());
  const auto hits = find(gallery_, Embedding::restored({1.00009F, 0, 0}).value(), 3);
  EXPECT_EQ(hits, (FaceIndex::Hits{{key_of(1), 1}, {key_of(2), 1}, {key_of(3), 1}}));
}

TEST_P(FaceIndexContract, GivesNoHitsAboveEveryCosineOrWithoutAMinimumToReach) {
  put(gallery_, 1, east_);
  EXPECT_TRUE(find(gallery_, east_, 10, 1.5F).empty());
  EXPECT_TRUE(find(gallery_, east_, 10, std::numeric_limits<float>::quiet_NaN()).empty());
}

TEST_P(FaceIndexContract, AnswersEveryProbeOfABatchInOrder) {
  put(gallery_, 1, east_);
  put(gallery_, 2, north_);
  std::vector<Embedding> probes;
  for (int i = 0; i < 70; ++i) probes.push_back(i % 3 == 0 ? east_ : north_);
  const auto found = index().nearest(gallery_, probes, 1, 0.5F);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->size(), probes.size());
  for (int i = 0; i < 70; ++i) {
    ASSERT_EQ((*found)[i].size(), 1U) << i;
    EXPECT_EQ((*found)[i][0].key, key_of(i % 3 == 0 ? 1 : 2)) << i;
  }
}

TEST_P(FaceIndexContract, AnswersNoProbesWithNothing) {
  put(gallery_, 1, east_);
  const auto found = index().nearest(gallery_, {}, 10, kNoMinimum);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->empty());
}

TEST_P(FaceIndexContract, ReplacesWhatHasTheSameKey) {
  for (std::uint32_t key = 1; key <= 20; ++key) put(gallery_, key, north_);
  put(gallery_, 5, east_);
  EXPECT_EQ(index().size(gallery_).value(), 20U);
  const auto hits = find(gallery_, east_, 10, 0.5F);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].key, key_of(5));
}

TEST_P(FaceIndexContract, KeepsTheLastOfTwoEntriesWithOneKeyInABatch) {
  const std::vector<FaceIndex::Entry> entries = {{key_of(1), north_}, {key_of(2), north_}, {key_of(1), east_}};
  ASSERT_TRUE(index().upsert(gallery_, entries));
  EXPECT_EQ(index().size(gallery_).value(), 2U);
  EXPECT_EQ(find(gallery_, east_, 10, 0.5F).size(), 1U);
}

TEST_P(FaceIndexContract, RefusesAnEntryOfAnotherDimensionAndKeepsTheRestOut) {
  put(gallery_, 1, east_);
  const std::vector<FaceIndex::Entry> entries = {{key_of(2), east_}, {key_of(3), embedding_of({1, 0})}};
  const auto done = index().upsert(gallery_, entries);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(index().size(gallery_).value(), 1U);
}

TEST_P(FaceIndexContract, RefusesAFirstBatchOfMixedDimensions) {
  const std::vector<FaceIndex::Entry> entries = {{key_of(2), east_}, {key_of(3), embedding_of({1, 0})}};
  const auto done = index().upsert(gallery_, entries);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(index().size(gallery_).value(), 0U);
}

TEST_P(FaceIndexContract, RefusesAProbeOfAnotherDimension) {
  put(gallery_, 1, east_);
  const std::vector<Embedding> probes = {east_, embedding_of({1, 0, 0, 0})};
  const auto found = index().nearest(gallery_, probes, 1, kNoMinimum);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kInvalidArgument);
}

TEST_P(FaceIndexContract, AnEmptiedGalleryTakesAnotherDimension) {
  put(gallery_, 1, east_);
  take(gallery_, 1);
  EXPECT_TRUE(find(gallery_, embedding_of({1, 0}), 1).empty());
  put(gallery_, 1, embedding_of({1, 0}));
  EXPECT_EQ(find(gallery_, embedding_of({1, 0}), 1).size(), 1U);
}

TEST_P(FaceIndexContract, ForgetsWhatIsRemovedAndPassesOverTheRest) {
  put(gallery_, 1, east_);
  put(gallery_, 2, north_);
  const std::vector<Uuid> keys = {key_of(1), key_of(77), key_of(1)};
  ASSERT_TRUE(index().remove(gallery_, keys));
  ASSERT_TRUE(index().remove(faces_of("nobody"), keys));
  EXPECT_EQ(index().size(gallery_).value(), 1U);
  const auto hits = find(gallery_, east_, 10);
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].key, key_of(2));
}

TEST_P(FaceIndexContract, KeepsGalleriesApart) {
  put(faces_of("a"), 1, east_);
  put(people_of("a"), 2, east_);
  put(faces_of("b"), 3, embedding_of({0, 1}));
  EXPECT_EQ(find(faces_of("a"), east_, 10), (FaceIndex::Hits{{key_of(1), 1}}));
  EXPECT_EQ(find(people_of("a"), east_, 10), (FaceIndex::Hits{{key_of(2), 1}}));
  EXPECT_EQ(index().size(faces_of("b")).value(), 1U);
}

TEST_P(FaceIndexContract, DropsBothGalleriesOfACollectionAndNoOther) {
  put(faces_of("a"), 1, east_);
  put(people_of("a"), 2, east_);
  put(faces_of("b"), 3, east_);
  ASSERT_TRUE(index().drop(CollectionId::parse("a").value()));
  EXPECT_EQ(index().size(faces_of("a")).value(), 0U);
  EXPECT_EQ(index().size(people_of("a")).value(), 0U);
  EXPECT_TRUE(find(faces_of("a"), east_, 10).empty());
  EXPECT_EQ(index().size(faces_of("b")).value(), 1U);
  ASSERT_TRUE(index().drop(CollectionId::parse("a").value()));
}

TEST_P(FaceIndexContract, IgnoresAnEmptyBatch) {
  ASSERT_TRUE(index().upsert(gallery_, {}));
  ASSERT_TRUE(index().remove(gallery_, {}));
  EXPECT_EQ(index().size(gallery_).value(), 0U);
}

TEST_P(FaceIndexContract, SeesEveryWriteInTheNextSearch) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  for (std::uint32_t key = 1; key <= 700; ++key) {
    std::vector<float> raw(16);
    for (float& v : raw) v = normal(random);
    const Embedding embedding = Embedding::normalized(raw).value();
    put(gallery_, key, embedding);
    const auto hits = find(gallery_, embedding, 1);
    ASSERT_EQ(hits.size(), 1U);
    ASSERT_EQ(hits[0].key, key_of(key));
    if (key % 3 != 0) continue;
    take(gallery_, key);
    const auto rest = find(gallery_, embedding, 1);
    ASSERT_TRUE(rest.empty() || rest[0].key != key_of(key));
  }
}

}  // namespace mien::contract
