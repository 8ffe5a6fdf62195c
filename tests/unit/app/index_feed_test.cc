#include "app/index_feed.h"

#include <random>
#include <thread>

#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;

TEST(IndexFeed, LoadsAGalleryAtStart) {
  World world;
  for (std::size_t i = 0; i < 10; ++i) ASSERT_OK(world.add(i));
  fakes::BruteForceIndex fresh;
  IndexFeed feed(world.changes, fresh);
  ASSERT_OK(feed.catch_up(0));
  EXPECT_EQ(fresh.size({world.staff, GalleryKind::kFaces}).value(), 10U);
  EXPECT_EQ(fresh.size({world.staff, GalleryKind::kPeople}).value(), 10U);
}

TEST(IndexFeed, ReadsNothingForAChangeThatIsCovered) {
  World world;
  ASSERT_OK(world.add(1));
  world.store.set_down(true);
  EXPECT_TRUE(world.feed.catch_up(1));
  EXPECT_FAILS(world.feed.catch_up(1000), kUnavailable);
  EXPECT_FAILS(world.feed.catch_up(0), kUnavailable);
}

TEST(IndexFeed, TriesAgainAfterAFailure) {
  World world;
  ASSERT_OK(world.add(1));
  fakes::BruteForceIndex fresh;
  fakes::FaultyIndex faulty(fresh, world.plan);
  IndexFeed feed(world.changes, faulty);
  for (int call = 1; call <= 3; ++call) {  // replay, then each gallery
    world.plan.fail_call(call);
    EXPECT_FAILS(feed.catch_up(0), kUnavailable);
  }
  world.plan.never();
  ASSERT_OK(feed.catch_up(0));
  EXPECT_EQ(fresh.size({world.staff, GalleryKind::kFaces}).value(), 1U);
}

TEST(IndexFeed, FollowsACollectionThatIsDeletedAndMadeAgain) {
  World world;
  const DeleteCollection remove(world.collections, world.objects, world.feed, world.model, world.sources);
  ASSERT_OK(world.add(1, "ann"));
  ASSERT_OK(remove.run(world.staff, ""));
  world.make_collection(world.staff, "7.0");
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 0U);
  ASSERT_OK(world.add(1, "ann"));
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), 1U);
  fakes::BruteForceIndex fresh;
  IndexFeed feed(world.changes, fresh);
  ASSERT_OK(feed.catch_up(0));
  EXPECT_EQ(fresh.size({world.staff, GalleryKind::kPeople}).value(), 1U);
}

TEST(IndexFeed, EqualsTheStoreAfterManyThreadsChangedIt) {
  World world;
  constexpr unsigned kSeed = 42;
  std::vector<std::span<const std::byte>> photos;
  for (std::size_t i = 0; i < 12; ++i) photos.push_back(world.photo(i));
  std::vector<std::jthread> threads;
  for (unsigned t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      std::mt19937 random(kSeed + t);
      for (int step = 0; step < 60; ++step) {
        const std::size_t i = random() % photos.size();
        const PersonId id = person_id("person-" + std::to_string(i));
        // What is refused because another thread was first is of no interest here.
        if (random() % 2 == 0)
          static_cast<void>(world.register_person.run(
              {.collection = world.staff, .images = {photos[i]}, .name = "Somebody", .id = id}));
        else
          static_cast<void>(world.delete_person.run(world.staff, id, ""));
      }
    });
  threads.clear();
  EXPECT_EQ(world.searchable(GalleryKind::kPeople), world.people_count()) << "seed " << kSeed;
  EXPECT_EQ(world.searchable(GalleryKind::kFaces), world.stored_faces().size()) << "seed " << kSeed;
  world.expect_consistent();
}

}  // namespace
}  // namespace mien::app
