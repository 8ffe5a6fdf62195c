#include "app/merge_people.h"

#include <gtest/gtest.h>

#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class Merge : public ::testing::Test {
 protected:
  /// Two people with one face.
  Merge() {
    EXPECT_TRUE(world.add(1, "ann"));
    EXPECT_TRUE(world.register_person.run({.collection = world.staff,
                                           .images = {world.photo(1, 5), world.photo(1, 6)},
                                           .name = "Ann again",
                                           .id = person_id("bob"),
                                           .duplicates = RegisterPerson::Duplicates::kAllowed}));
  }
  Result<GetPerson::Response> merge(const std::string& into, const std::string& from,
                                    MergePeople::Check check = MergePeople::Check::kResemblance) {
    return world.merge_people.run({.collection = world.staff,
                                   .into = person_id(into),
                                   .from = person_id(from),
                                   .check = check,
                                   .actor = "key-1"});
  }
  World world;
};

TEST_F(Merge, LeavesOneWithAllFaces) {
  const auto done = merge("ann", "bob");
  ASSERT_OK(done);
  EXPECT_EQ(done->person.id, person_id("ann"));
  EXPECT_EQ(done->person.face_count, 3U);
  EXPECT_EQ(done->faces.size(), 3U);
  EXPECT_FAILS(world.get_person.run(world.staff, person_id("bob")), kNotFound);
  EXPECT_EQ(world.searchable(GalleryKind::kPeople), 1U);
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 3U);
  EXPECT_EQ(world.events().front().action, "merge_people");
  EXPECT_EQ(world.events().front().subject, "ann");
  const auto verified = world.verify.run({.collection = world.staff, .image = world.photo(1, 9)});
  ASSERT_OK(verified);
  EXPECT_EQ(verified->person->id, person_id("ann"));
  world.expect_consistent();
}

TEST_F(Merge, RefusesTwoWhoDoNotLookAlikeUnlessItIsTold) {
  ASSERT_OK(world.add(2, "cy"));
  EXPECT_FAILS(merge("ann", "cy"), kIdentityConflict);
  EXPECT_EQ(world.events().front().outcome, "identity_conflict");
  EXPECT_EQ(world.people_count(), 3U);
  ASSERT_OK(merge("ann", "cy", MergePeople::Check::kNone));
  EXPECT_EQ(world.people_count(), 2U);
  world.expect_consistent();
}

TEST_F(Merge, RefusesWhatIsNotThereOrTheSame) {
  EXPECT_FAILS(merge("ann", "ann"), kInvalidArgument);
  EXPECT_FAILS(merge("ann", "nobody"), kNotFound);
  EXPECT_FAILS(merge("nobody", "ann"), kNotFound);
  EXPECT_FAILS(
      world.merge_people.run({.collection = collection_id("none"), .into = person_id("ann"), .from = person_id("bob")}),
      kNotFound);
}

TEST_F(Merge, ChangesNothingWhereAnyStepFails) {
  for (int n = 1; n < 100; ++n) {
    world.plan.fail_call(n);
    const auto done = merge("ann", "bob");
    world.plan.never();
    world.expect_consistent();
    if (done) {
      EXPECT_GT(n, 3) << "no step was seen to fail";
      return;
    }
    if (done.error().code == ErrorCode::kStoredNotSearchable) return;
    EXPECT_EQ(world.people_count(), 2U) << n;
  }
  FAIL() << "never came to its end";
}

}  // namespace
}  // namespace mien::app
