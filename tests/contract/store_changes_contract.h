#pragma once

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

#include "contract/store_contract.h"

namespace mien {

/// What every adapter's ChangeLog must do.
template <class Store>
class StoreChangesContract : public StoreContract<Store> {};
TYPED_TEST_SUITE_P(StoreChangesContract);

TYPED_TEST_P(StoreChangesContract, NumbersEveryChangeOfTheGallery) {
  this->create("people");
  const auto one = this->store_.faces().add(this->people_, std::vector{samples::face(1)}, samples::event("x"));
  const auto two = this->store_.people().register_person(
      this->people_, samples::registration("ada", 1, {samples::face_with_photo(2)}));
  const auto three = this->store_.people().edit_faces(
      this->people_, samples::person_id("ada"), this->edit({samples::face_id(2)}, {samples::face_with_photo(3)}, {}));
  const auto four = this->store_.faces().remove(this->people_, std::vector{samples::face_id(1)}, samples::event("x"));
  const auto five = this->store_.people().remove(this->people_, samples::person_id("ada"), samples::event("x"));
  const auto six = this->store_.collections().remove(this->people_, {});
  ASSERT_TRUE(one && two && three && four && five && six);
  EXPECT_EQ(*one, 1U);
  EXPECT_EQ(*two, 2U);
  EXPECT_EQ(three->change, 3U);
  EXPECT_EQ(four->change, 4U);
  EXPECT_EQ(five->change, 5U);
  EXPECT_EQ(six->change, 6U);
  samples::Gallery gallery;
  EXPECT_EQ(samples::follow(this->store_.changes(), 0, gallery).value(), 6U);
  EXPECT_EQ(samples::follow(this->store_.changes(), 6, gallery).value(), 6U);
}

TYPED_TEST_P(StoreChangesContract, StopsReplayingWhereTheVisitorFails) {
  this->create("people");
  this->add({samples::face(1)});
  this->add({samples::face(2)});
  int visits = 0;
  const auto replayed = this->store_.changes().replay(0, [&](const ChangeLog::Change&) -> Result<void> {
    ++visits;
    return fail(ErrorCode::kOverloaded, "enough");
  });
  EXPECT_EQ(code_of(replayed), ErrorCode::kOverloaded);
  EXPECT_EQ(visits, 1);
}

TYPED_TEST_P(StoreChangesContract, LetsAVisitorUseTheStore) {
  this->create("people");
  this->add({samples::face(1), samples::face(2)});
  std::size_t found = 0;
  const auto replayed = this->store_.changes().replay(0, [&](const ChangeLog::Change&) -> Result<void> {
    MIEN_TRY(const auto faces, this->store_.faces().find(this->people_, std::vector{samples::face_id(1)}));
    found += faces.size();
    MIEN_TRY_VOID(this->store_.audit().append(samples::event("seen")));
    return {};
  });
  EXPECT_TRUE(replayed);
  EXPECT_EQ(found, 2U);
}

TYPED_TEST_P(StoreChangesContract, NamesEveryObjectThatIsReferredTo) {
  this->create("people");
  this->create("others");
  this->register_person("ada", 1, {samples::face_with_photo(1), samples::face_with_photo(2)});
  ASSERT_TRUE(this->store_.people().register_person(samples::collection_id("others"),
                                                    samples::registration("bob", 2, {samples::face_with_photo(3)})));
  const auto objects = [&] {
    std::vector<ObjectKey> out;
    EXPECT_TRUE(this->store_.changes().for_each_object([&](const ObjectKey& key) { out.push_back(key); }));
    std::ranges::sort(out);
    return out;
  };
  EXPECT_EQ(objects(), (std::vector{samples::object_key(1), samples::object_key(2), samples::object_key(3)}));
  ASSERT_TRUE(this->store_.collections().remove(samples::collection_id("others"), {}));
  EXPECT_EQ(objects(), (std::vector{samples::object_key(1), samples::object_key(2)}));
}

TYPED_TEST_P(StoreChangesContract, LosesNothingWhereManyThreadsWrite) {
  this->create("people");
  constexpr std::uint64_t kThreads = 8;
  constexpr std::uint64_t kRounds = 20;
  std::atomic<int> failures = 0;
  std::vector<std::jthread> threads;
  for (std::uint64_t thread = 0; thread < kThreads; ++thread)
    threads.emplace_back([&, thread] {
      for (std::uint64_t round = 0; round < kRounds; ++round) {
        const std::uint64_t number = thread * 1000 + round;
        const std::vector added{samples::face(2 * number + 1), samples::face(2 * number + 2)};
        if (!this->store_.faces().add(this->people_, added, samples::event("add"))) ++failures;
        const auto seen = this->store_.faces().find(this->people_, std::vector{added.front().id});
        if (!seen || seen->size() != 1) ++failures;  // What was acknowledged is seen by the next read.
        if (!this->store_.faces().remove(this->people_, std::vector{added.front().id}, samples::event("del")))
          ++failures;
        const auto name = "p" + std::to_string(number);
        const auto registration = samples::registration(name, number, {samples::face_with_photo(100'000 + number)});
        if (!this->store_.people().register_person(this->people_, registration)) ++failures;
        if (round % 2 == 0 &&
            !this->store_.people().remove(this->people_, samples::person_id(name), samples::event("del")))
          ++failures;
      }
    });
  threads.clear();
  EXPECT_EQ(failures, 0);
  const auto found = this->store_.collections().find(this->people_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->face_count, kThreads * kRounds * 3 / 2);
  EXPECT_EQ(found->person_count, kThreads * kRounds / 2);
  auto gallery = this->gallery();
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kFaces}].size()), kThreads * kRounds * 3 / 2);
  EXPECT_EQ((gallery[{this->people_, GalleryKind::kPeople}].size()), kThreads * kRounds / 2);
  EXPECT_EQ(this->face_ids({}, 7).size(), kThreads * kRounds * 3 / 2);
}

TYPED_TEST_P(StoreChangesContract, LetsAFollowerKeepUpWithWriters) {
  this->create("people");
  samples::Gallery followed;
  ChangeNumber last = 0;
  std::atomic<bool> done = false;
  std::jthread writer([&] {
    for (std::uint64_t i = 1; i <= 60; ++i) {
      EXPECT_TRUE(this->store_.faces().add(this->people_, std::vector{samples::face(i)}, samples::event("add")));
      if (i % 3 == 0) {
        const std::vector gone{samples::face_id(i - 1)};
        EXPECT_TRUE(this->store_.faces().remove(this->people_, gone, samples::event("del")));
      }
    }
    done = true;
  });
  for (bool last_round = false; !last_round;) {
    last_round = done;
    const auto covered = samples::follow(this->store_.changes(), last, followed);
    ASSERT_TRUE(covered) << covered.error().message;
    last = *covered;
  }
  EXPECT_EQ(samples::tidy(followed), this->gallery());
}

REGISTER_TYPED_TEST_SUITE_P(StoreChangesContract, NumbersEveryChangeOfTheGallery, StopsReplayingWhereTheVisitorFails,
                            LetsAVisitorUseTheStore, NamesEveryObjectThatIsReferredTo,
                            LosesNothingWhereManyThreadsWrite, LetsAFollowerKeepUpWithWriters);

}  // namespace mien
