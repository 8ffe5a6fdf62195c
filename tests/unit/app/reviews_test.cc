#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "app/reviews/close_review.h"
#include "app/reviews/review_desk.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;
using Verdict = CloseReview::Verdict;

/// Ann is registered with one picture; what is shown lies at a chosen cosine from her.
class Reviews : public ::testing::Test {
 protected:
  Reviews() {
    EXPECT_TRUE(world.register_person.run(
        {.collection = world.staff, .images = {world.photo(1, 1, 1.0)}, .name = "Ann", .id = person_id("ann")}));
    EXPECT_TRUE(desk.change_policy({.margin = 5, .days = 30, .actor = "key-1"}));
  }
  VerifyFace::Response verify(double cosine, std::size_t variant = 7) {
    const auto done = verify_use.run({.collection = world.staff, .image = world.photo(1, variant, cosine)});
    EXPECT_TRUE(done) << done.error().message;
    return *done;
  }
  std::vector<Review> waiting() { return world.store.reviews().list({}, {})->items; }
  Result<Review> close(Verdict verdict, std::optional<PersonId> person = std::nullopt) {
    return close_use.run({.id = waiting().front().id, .verdict = verdict, .person = person, .actor = "key-1"});
  }
  std::size_t files() {
    std::size_t count = 0;
    EXPECT_TRUE(world.memory_objects.for_each([&](const ObjectKey&) { ++count; }));
    return count;
  }

  World world;
  ReviewDesk desk{{world.store.reviews(), world.store.settings(), world.objects}, world.sources};
  VerifyFace verify_use{{world.reader, world.collections, world.faces, world.people, world.index, world.audit},
                        world.model,
                        world.policy,
                        world.sources,
                        &desk};
  CloseReview close_use{world.store.reviews(), world.objects, world.add_faces, world.sources};
};

TEST_F(Reviews, AreOfVerificationsNearTheirThreshold) {
  // The threshold of 80 is cosine .5; 10 points are .1.
  EXPECT_EQ(verify(0.8).decision, VerifyFace::Decision::kMatch);
  verify(0.3);
  EXPECT_TRUE(waiting().empty()) << "neither was near";
  const auto above = verify(0.53);
  ASSERT_EQ(waiting().size(), 1U);
  EXPECT_EQ(waiting().front().id, above.event);
  EXPECT_TRUE(waiting().front().matched);
  EXPECT_EQ(waiting().front().person, person_id("ann"));
  EXPECT_FLOAT_EQ(waiting().front().similarity, *above.similarity);
  const auto below = verify(0.47, 8);
  EXPECT_EQ(below.decision, VerifyFace::Decision::kNoMatch);
  EXPECT_EQ(waiting().size(), 2U);
  EXPECT_EQ(files(), 3U) << "Ann's, and two that were shown";
}

TEST_F(Reviews, AreNotKeptUnlessSomebodyWantsThem) {
  ASSERT_OK(desk.change_policy({.margin = 0, .days = 30, .actor = "key-1"}));
  verify(0.51);
  EXPECT_TRUE(waiting().empty());
  EXPECT_EQ(files(), 1U);
}

TEST_F(Reviews, OfTheSamePersonMakeTheNextOneNearer) {
  const float before = *verify(0.47).similarity;
  const auto closed = close(Verdict::kSamePerson);
  ASSERT_OK(closed);
  EXPECT_EQ(closed->state, Review::State::kCorrected) << "it was not recognised, and should have been";
  EXPECT_EQ(world.get_person.run(world.staff, person_id("ann"))->faces.size(), 2U);
  EXPECT_GT(*verify(0.47, 7).similarity, before);
  EXPECT_EQ(world.events().back().action, "register_person");
  world.expect_consistent();
}

TEST_F(Reviews, ConfirmWhatWasRight) {
  verify(0.47, 8);
  EXPECT_EQ(close(Verdict::kNobody)->state, Review::State::kConfirmed);
  verify(0.53, 9);
  EXPECT_EQ(close(Verdict::kNobody)->state, Review::State::kCorrected);
  verify(0.53);
  EXPECT_EQ(close(Verdict::kSamePerson)->state, Review::State::kConfirmed);
  EXPECT_EQ(world.get_person.run(world.staff, person_id("ann"))->faces.size(), 2U);
  EXPECT_EQ(files(), 2U) << "what was shown is removed";
  EXPECT_EQ(world.events_of("close_review"), 3U);
}

TEST_F(Reviews, GiveAFaceToWhoeverItIs) {
  ASSERT_OK(world.register_person.run({.collection = world.staff,
                                       .images = {world.photo(1, 20, 0.9)},
                                       .name = "Twin",
                                       .id = person_id("twin"),
                                       .duplicates = RegisterPerson::Duplicates::kAllowed}));
  verify(0.53);
  const PersonId meant = waiting().front().person;
  const PersonId other = meant == person_id("ann") ? person_id("twin") : person_id("ann");
  EXPECT_FAILS(close(Verdict::kOtherPerson), kInvalidArgument);
  EXPECT_FAILS(close(Verdict::kOtherPerson, meant), kInvalidArgument);
  EXPECT_FAILS(close(Verdict::kSamePerson, other), kInvalidArgument);
  EXPECT_FAILS(close(Verdict::kOtherPerson, person_id("nobody")), kNotFound);
  ASSERT_EQ(waiting().size(), 1U) << "it still waits";
  const auto closed = close(Verdict::kOtherPerson, other);
  ASSERT_OK(closed);
  EXPECT_EQ(closed->state, Review::State::kCorrected);
  EXPECT_EQ(world.get_person.run(world.staff, other)->faces.size(), 2U);
}

TEST_F(Reviews, AreClosedOnce) {
  verify(0.53);
  const EventId id = waiting().front().id;
  ASSERT_OK(close(Verdict::kNobody));
  EXPECT_FAILS(close_use.run({.id = id, .verdict = Verdict::kNobody}), kChangedMeanwhile);
  EXPECT_FAILS(close_use.run({.id = {world.ids.random()}, .verdict = Verdict::kNobody}), kNotFound);
}

TEST_F(Reviews, AreForgottenAfterTheirDays) {
  verify(0.53);
  world.clock.advance(std::chrono::days(29));
  ASSERT_OK(desk.keep_house());
  EXPECT_EQ(waiting().size(), 1U);
  world.clock.advance(std::chrono::days(2));
  ASSERT_OK(desk.keep_house());
  EXPECT_TRUE(waiting().empty());
  EXPECT_EQ(files(), 1U);
}

TEST_F(Reviews, DoNotMakeAVerificationFail) {
  world.memory_objects.set_down(true);
  EXPECT_EQ(verify(0.53).decision, VerifyFace::Decision::kMatch);
  EXPECT_TRUE(waiting().empty());
}

TEST_F(Reviews, PolicyIsWithinItsLimitsAndOutlivesTheProcess) {
  for (const double margin : {-1.0, 20.1, std::numeric_limits<double>::quiet_NaN()})
    EXPECT_FAILS(desk.change_policy({.margin = margin, .days = 30, .actor = "key-1"}), kInvalidArgument);
  for (const std::int64_t days : {0, 366})
    EXPECT_FAILS(desk.change_policy({.margin = 5, .days = days, .actor = ""}), kInvalidArgument);
  ASSERT_OK(desk.change_policy({.margin = 2.5, .days = 7, .actor = "key-1"}));
  ReviewDesk next({world.store.reviews(), world.store.settings(), world.objects}, world.sources);
  EXPECT_EQ(next.policy(), (ReviewPolicy{.margin = 0, .days = limits::kReviewDaysDefault}));
  ASSERT_OK(next.load());
  EXPECT_EQ(next.policy(), (ReviewPolicy{.margin = 2.5, .days = 7}));
}

}  // namespace
}  // namespace mien::app
