#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "contract/store_contract.h"
#include "ports/reviews.h"

namespace mien {

/// What every adapter of ports/reviews.h must do. Store has reviews() and settings(), beside what StoreContract asks
/// for.
template <class Store>
class ReviewStoreContract : public StoreContract<Store> {
 protected:
  static constexpr std::size_t kMany = 100;
  using Which = ReviewStore::Which;

  static EventId id(std::uint64_t number) { return {samples::uuid(number)}; }
  static ObjectKey object(std::uint64_t number) { return {samples::uuid(1000 + number)}; }
  static Review review(std::uint64_t number, std::string_view person = "ada") {
    return {.id = id(number),
            .at = samples::at(static_cast<std::int64_t>(100 * number)),
            .collection = "people",
            .matched = number % 2 == 0,
            .person = samples::person_id(person),
            .similarity = 79.5F,
            .threshold = 80.25,
            .box = {0.25F, 0.5F, 0.125F, 0.25F},
            .object = object(number)};
  }
  std::vector<ObjectKey> add(const Review& review, std::size_t waiting_max = kMany) {
    const auto unused = this->store_.reviews().add(review, waiting_max);
    EXPECT_TRUE(unused) << unused.error().message << unused.error().detail;
    return *unused;
  }
  std::vector<EventId> listed(const ReviewStore::Filter& filter = {}, std::size_t page_size = 100) {
    std::vector<EventId> out;
    PageRequest page{.after = "", .limit = page_size};
    do {
      const auto found = this->store_.reviews().list(filter, page);
      if (!found) {
        ADD_FAILURE() << found.error().message;
        return out;
      }
      for (const Review& one : found->items) out.push_back(one.id);
      page.after = found->next;
    } while (!page.after.empty());
    return out;
  }
  Result<std::vector<ObjectKey>> close(std::uint64_t number) {
    return this->store_.reviews().close(id(number), {.state = Review::State::kCorrected,
                                                     .by = "key-1",
                                                     .at = samples::at(7000),
                                                     .event = samples::event("close_review")});
  }
  /// Objects that the sweep at start must leave.
  std::size_t kept() {
    std::size_t count = 0;
    EXPECT_TRUE(this->store_.changes().for_each_object([&](const ObjectKey&) { ++count; }));
    return count;
  }
};
TYPED_TEST_SUITE_P(ReviewStoreContract);

TYPED_TEST_P(ReviewStoreContract, KeepsEveryFieldAndListsTheNewestFirst) {
  for (std::uint64_t number : {2U, 1U, 3U}) EXPECT_TRUE(this->add(this->review(number)).empty());
  for (const std::size_t page_size : {1U, 2U, 4U})
    EXPECT_EQ(this->listed({}, page_size), (std::vector<EventId>{this->id(3), this->id(2), this->id(1)}));
  EXPECT_TRUE(this->listed({.collection = "others"}).empty());
  EXPECT_EQ(this->listed({.collection = "people"}).size(), 3U);
  const auto found = this->store_.reviews().find(this->id(2));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->at, samples::at(200));
  EXPECT_TRUE(found->matched);
  EXPECT_EQ(found->person, samples::person_id("ada"));
  EXPECT_EQ(found->similarity, 79.5F);
  EXPECT_EQ(found->threshold, 80.25);
  EXPECT_EQ(found->box, (BoundingBox{0.25F, 0.5F, 0.125F, 0.25F}));
  EXPECT_EQ(found->object, this->object(2));
  EXPECT_EQ(found->state, Review::State::kWaiting);
  EXPECT_FALSE(found->closed);
  EXPECT_EQ(code_of(this->store_.reviews().find(this->id(9))), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(this->store_.reviews().list({}, {.after = "nonsense"})), ErrorCode::kInvalidPageToken);
  EXPECT_EQ(this->kept(), 3U);
}

TYPED_TEST_P(ReviewStoreContract, TakesOneOnce) {
  this->add(this->review(1));
  Review again = this->review(1, "bob");
  again.object = this->object(9);
  EXPECT_EQ(this->add(again), std::vector<ObjectKey>{this->object(9)}) << "its picture is nobody's";
  EXPECT_EQ(this->store_.reviews().find(this->id(1))->person, samples::person_id("ada"));
}

TYPED_TEST_P(ReviewStoreContract, LetsSoManyWaitAndTheOldestGo) {
  this->add(this->review(2), 2);
  this->add(this->review(3), 2);
  ASSERT_TRUE(this->close(3));
  this->add(this->review(4), 2);
  EXPECT_EQ(this->add(this->review(5), 2), std::vector<ObjectKey>{this->object(2)}) << "closed ones do not count";
  EXPECT_EQ(this->add(this->review(1), 2), std::vector<ObjectKey>{this->object(1)}) << "older than all that wait";
  EXPECT_EQ(this->listed(), (std::vector<EventId>{this->id(5), this->id(4)}));
}

TYPED_TEST_P(ReviewStoreContract, IsClosedOnceAndItsPictureGoes) {
  this->add(this->review(1));
  const auto unused = this->close(1);
  ASSERT_TRUE(unused);
  EXPECT_EQ(*unused, std::vector<ObjectKey>{this->object(1)});
  const auto closed = this->store_.reviews().find(this->id(1));
  EXPECT_EQ(closed->state, Review::State::kCorrected);
  EXPECT_EQ(closed->closed_by, "key-1");
  EXPECT_EQ(closed->closed, samples::at(7000));
  EXPECT_FALSE(closed->object);
  EXPECT_EQ(this->kept(), 0U);
  EXPECT_EQ(code_of(this->close(1)), ErrorCode::kChangedMeanwhile);
  EXPECT_EQ(code_of(this->close(2)), ErrorCode::kNotFound);
  EXPECT_TRUE(this->listed().empty());
  EXPECT_EQ(this->listed({.which = ReviewStore::Which::kClosed}), std::vector<EventId>{this->id(1)});
  EXPECT_EQ(this->actions(), std::vector<std::string>{"close_review"});
}

TYPED_TEST_P(ReviewStoreContract, ForgetsWhatIsOld) {
  for (std::uint64_t number : {1U, 2U, 3U}) this->add(this->review(number));
  ASSERT_TRUE(this->close(2));
  const auto unused = this->store_.reviews().purge(samples::at(300));
  ASSERT_TRUE(unused);
  EXPECT_EQ(*unused, std::vector<ObjectKey>{this->object(1)});
  EXPECT_EQ(this->listed(), std::vector<EventId>{this->id(3)});
  EXPECT_TRUE(this->listed({.which = ReviewStore::Which::kClosed}).empty());
}

TYPED_TEST_P(ReviewStoreContract, GoesWithItsPersonAndFollowsAMerge) {
  this->create("people");
  this->register_person("ada", 1, {samples::face(1)});
  this->register_person("bob", 2, {samples::face(2)});
  this->add(this->review(1, "ada"));
  this->add(this->review(2, "bob"));
  const auto merged = this->store_.people().merge(this->people_, samples::person_id("bob"), samples::person_id("ada"),
                                                  {.expected_into = {samples::face(2).id},
                                                   .expected_from = {samples::face(1).id},
                                                   .fused = samples::embedding(9),
                                                   .now = samples::at(77),
                                                   .event = samples::event("merge_people")});
  ASSERT_TRUE(merged);
  EXPECT_EQ(this->store_.reviews().find(this->id(1))->person, samples::person_id("bob"));
  const auto removed = this->store_.people().remove(this->people_, samples::person_id("bob"), samples::event("x"));
  ASSERT_TRUE(removed);
  EXPECT_EQ(removed->objects.size(), 2U) << "what was shown of them goes, too";
  EXPECT_TRUE(this->listed().empty());
}

TYPED_TEST_P(ReviewStoreContract, GoesWithItsCollection) {
  this->create("people");
  this->add(this->review(1));
  const auto removed = this->store_.collections().remove(this->people_, {});
  ASSERT_TRUE(removed);
  EXPECT_EQ(removed->objects, std::vector<ObjectKey>{this->object(1)});
  EXPECT_TRUE(this->listed().empty());
}

TYPED_TEST_P(ReviewStoreContract, KeepsSettings) {
  auto& settings = this->store_.settings();
  EXPECT_EQ(*settings.find("review_margin"), std::nullopt);
  ASSERT_TRUE(settings.put({{"review_margin", "5"}, {"review_days", "9"}}, samples::event("change_settings")));
  ASSERT_TRUE(settings.put({{"review_margin", "7.5"}}, samples::event("change_settings")));
  EXPECT_EQ(*settings.find("review_margin"), "7.5");
  EXPECT_EQ(*settings.find("review_days"), "9");
  EXPECT_EQ(*settings.find("other"), std::nullopt);
  EXPECT_EQ(this->actions().size(), 2U);
}

REGISTER_TYPED_TEST_SUITE_P(ReviewStoreContract, KeepsEveryFieldAndListsTheNewestFirst, TakesOneOnce,
                            LetsSoManyWaitAndTheOldestGo, IsClosedOnceAndItsPictureGoes, ForgetsWhatIsOld,
                            GoesWithItsPersonAndFollowsAMerge, GoesWithItsCollection, KeepsSettings);

}  // namespace mien
