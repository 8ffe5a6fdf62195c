#include "app/object_sweep.h"

#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

class ObjectSweep : public ::testing::Test {
 protected:
  World world;
  void leave_orphans(int count) {
    for (int i = 0; i < count; ++i) ASSERT_OK(world.memory_objects.put({world.ids.random()}, world.photo(1)));
  }
};

TEST_F(ObjectSweep, RemovesWhatNoRowRefersTo) {
  for (std::size_t i = 0; i < 20; ++i) ASSERT_OK(world.add(i));
  leave_orphans(30);
  const auto removed = sweep_objects(world.changes, world.objects);
  ASSERT_OK(removed);
  EXPECT_EQ(*removed, 30U);
  EXPECT_EQ(world.memory_objects.size(), 20U);
  world.expect_consistent();
  EXPECT_EQ(sweep_objects(world.changes, world.objects).value(), 0U);
}

TEST_F(ObjectSweep, NeedsFewKeysAtATime) {
  for (std::size_t i = 0; i < 20; ++i) ASSERT_OK(world.add(i));
  for (const std::size_t keys_max : {1U, 2U, 7U, 20U}) {
    leave_orphans(30);
    EXPECT_EQ(sweep_objects(world.changes, world.objects, keys_max).value(), 30U) << keys_max;
    world.expect_consistent();
  }
}

TEST_F(ObjectSweep, GetsWhatADeletionCouldNotRemove) {
  ASSERT_OK(world.add(1, "ann"));
  world.plan.fail_call(2);  // The file, after the row.
  ASSERT_OK(world.delete_person.run(world.staff, person_id("ann"), ""));
  world.plan.never();
  EXPECT_EQ(world.memory_objects.size(), 1U);
  EXPECT_EQ(sweep_objects(world.changes, world.objects).value(), 1U);
  EXPECT_EQ(world.memory_objects.size(), 0U);
}

TEST_F(ObjectSweep, RemovesNothingThatItCannotJudge) {
  ASSERT_OK(world.add(1));
  leave_orphans(1);
  for (int call = 1; call <= 3; ++call) {  // both listings of rows, the listing of files
    world.plan.fail_call(call);
    EXPECT_FAILS(sweep_objects(world.changes, world.objects), kUnavailable);
    EXPECT_EQ(world.memory_objects.size(), 2U);
  }
  world.plan.fail_call(4);  // the removal
  EXPECT_FAILS(sweep_objects(world.changes, world.objects), kUnavailable);
}

}  // namespace
}  // namespace mien::app
