#include <random>

#include "app/checkpoint_keeper.h"
#include "app/index_feed.h"
#include "contract/store_history.h"
#include "fakes/memory_checkpoint.h"
#include "unit/app/world.h"

namespace mien::app {
namespace {

using namespace mien::app::testing;
using fakes::MemoryCheckpoint;
using std::chrono_literals::operator""s;

bool never() { return false; }

/// A store, and an index that follows it and can be copied; a restart begins with an empty one.
struct Copied {
  fakes::MemoryStore store;
  fakes::FaultPlan plan;
  fakes::FaultyChanges changes{store.changes(), plan};
  fakes::FaultyMarks marks{store.checkpoints(), plan};
  fakes::FakeIds ids;
  std::unique_ptr<fakes::BruteForceIndex> index;
  MemoryCheckpoint copies{[this] { return index->entries(); },
                          [this](const MemoryCheckpoint::Entries& entries) { return fill(entries); }, plan};
  std::optional<IndexFeed> feed;
  CollectionId staff = collection_id("staff");

  Copied() {
    restart();
    MIEN_CHECK(store.collections().create({.id = staff, .face_model_version = "7.0"}, {}, {}));
  }
  void restart() {
    feed.reset();
    index = std::make_unique<fakes::BruteForceIndex>();
    feed.emplace(changes, *index, IndexFeed::Checkpoints{copies, marks, ids});
  }
  Result<void> fill(const MemoryCheckpoint::Entries& entries) {
    for (const auto& [at, embedding] : entries) {
      const FaceIndex::Entry entry{at.second, embedding};
      MIEN_TRY_VOID(index->upsert(at.first, {&entry, 1}));
    }
    return {};
  }
  Result<void> add(std::uint64_t number) {
    const std::vector faces{samples::face(number)};
    MIEN_TRY(const ChangeNumber change, store.faces().add(staff, faces, samples::event("add")));
    return feed->publish(change);
  }
  Result<void> remove(std::uint64_t number) {
    const std::vector ids_now{samples::face_id(number)};
    MIEN_TRY(const auto removal, store.faces().remove(staff, ids_now, samples::event("remove")));
    return feed->publish(removal.change);
  }
  bool copied(std::uint64_t number) const {
    const std::pair at{GalleryId{staff, GalleryKind::kFaces}, samples::uuid(number)};
    return (copies.published && copies.published->entries.contains(at)) ||
           (copies.written && copies.written->entries.contains(at));
  }
  void expect_index_equals_store() {
    samples::Gallery replayed;
    ASSERT_OK(samples::follow(store.changes(), 0, replayed));
    samples::Gallery held;
    for (const auto& [at, embedding] : index->entries()) held[at.first][at.second] = samples::values_of(embedding);
    EXPECT_EQ(held, samples::tidy(replayed));
  }
};

TEST(Checkpoint, IsReplayedOnFromWhereItEnds) {
  Copied world;
  for (std::uint64_t i = 1; i <= 5; ++i) ASSERT_OK(world.add(i));
  EXPECT_EQ(world.feed->save(never).value(), 5U);
  ASSERT_OK(world.add(6));
  EXPECT_EQ(world.feed->lag().entries, 1U);
  world.restart();
  const auto start = world.feed->start();
  ASSERT_OK(start);
  EXPECT_EQ(start->from_checkpoint, 5U);
  EXPECT_FALSE(start->ignored);
  EXPECT_EQ(world.feed->lag().entries, 1U) << "only the tail was replayed";
  world.expect_index_equals_store();
}

TEST(Checkpoint, IsGoneBeforeARemovalIsAcknowledged) {
  Copied world;
  for (std::uint64_t i = 1; i <= 3; ++i) ASSERT_OK(world.add(i));
  ASSERT_OK(world.feed->save(never));
  ASSERT_TRUE(world.copied(2));
  ASSERT_OK(world.remove(2));
  EXPECT_FALSE(world.copies.published);
  EXPECT_EQ(world.feed->lag().entries, 3U) << "the next start would replay everything";
  ASSERT_OK(world.feed->save(never));
  EXPECT_FALSE(world.copied(2));
  world.restart();
  EXPECT_EQ(world.feed->start().value().from_checkpoint, 2U);
  world.expect_index_equals_store();
}

TEST(Checkpoint, MakesARemovalWaitThatCannotDiscardIt) {
  Copied world;
  ASSERT_OK(world.add(1));
  ASSERT_OK(world.add(2));
  ASSERT_OK(world.feed->save(never));
  world.plan.fail_call(2);  // After the replay's, the discarding.
  EXPECT_FAILS(world.remove(1), kStoredNotSearchable);
  EXPECT_TRUE(world.copied(1));
  world.plan.never();
  ASSERT_OK(world.feed->publish(0));
  EXPECT_FALSE(world.copied(1));
  world.expect_index_equals_store();
}

TEST(Checkpoint, IsNotPublishedWithWhatWasRemovedMeanwhile) {
  for (const bool applied : {true, false}) {
    SCOPED_TRACE(applied ? "applied" : "committed only");
    Copied world;
    ASSERT_OK(world.add(1));
    ASSERT_OK(world.add(2));
    world.copies.while_writing = [&] {
      const std::vector gone{samples::face_id(1)};
      if (applied)
        ASSERT_OK(world.remove(1));
      else
        ASSERT_OK(world.store.faces().remove(world.staff, gone, samples::event("x")));
    };
    EXPECT_FAILS(world.feed->save(never), kChangedMeanwhile);
    EXPECT_FALSE(world.copied(1));
    world.copies.while_writing = {};
    world.restart();
    EXPECT_EQ(world.feed->start().value().from_checkpoint, 0U);
    world.expect_index_equals_store();
  }
}

TEST(Checkpoint, KeepsWhatWasAddedMeanwhileForTheTail) {
  Copied world;
  ASSERT_OK(world.add(1));
  world.copies.while_writing = [&] { ASSERT_OK(world.add(2)); };
  ASSERT_OK(world.feed->save(never));
  EXPECT_EQ(world.feed->lag().entries, 1U);
  world.restart();
  EXPECT_EQ(world.feed->start().value().from_checkpoint, 1U);
  world.expect_index_equals_store();
}

TEST(Checkpoint, IsIgnoredAndDiscardedWhereItIsOfAnotherTime) {
  Copied world;
  ASSERT_OK(world.add(1));
  ASSERT_OK(world.feed->save(never));
  world.copies.published->mark.token = samples::uuid(99);
  world.restart();
  const auto start = world.feed->start();
  ASSERT_OK(start);
  ASSERT_TRUE(start->ignored);
  EXPECT_EQ(static_cast<int>(start->ignored->code), static_cast<int>(ErrorCode::kIncompatible));
  EXPECT_FALSE(world.copies.published);
  world.expect_index_equals_store();
}

TEST(Checkpoint, EqualsTheStoreAtAnyPointOfAnyHistoryWhereverACallFails) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    Copied world;
    std::set<std::uint64_t> gone;
    for (int step = 0; step < 80; ++step) {
      const std::uint64_t number = 1 + random() % 30;
      world.plan.fail_call(random() % 3 == 0 ? 1 + static_cast<int>(random() % 5) : 1'000'000);
      switch (random() % 6) {
        case 0:
        case 1:
          if (world.add(number)) gone.erase(number);
          // Stored all the same, if the index could not follow.
          gone.erase(number);
          break;
        case 2:
          if (world.remove(number)) gone.insert(number);
          break;
        case 3:
          world.restart();
          while (!world.feed->start()) world.restart();
          world.expect_index_equals_store();
          break;
        default:
          static_cast<void>(world.feed->save(never));
      }
      for (const std::uint64_t removed : gone) ASSERT_FALSE(world.copied(removed)) << "at step " << step;
    }
    world.plan.never();
    world.restart();
    ASSERT_OK(world.feed->start());
    world.expect_index_equals_store();
  }
}

/// A feed with so many entries that are in no copy.
struct Kept : Copied {
  explicit Kept(std::size_t entries) { add_many(entries); }
  void add_many(std::size_t entries) {
    std::vector<StoredFace> faces;
    for (std::size_t i = 0; i < entries; ++i) faces.push_back(samples::face(++last));
    ASSERT_OK(store.faces().add(staff, faces, samples::event("add")));
    ASSERT_OK(feed->catch_up(0));
  }
  std::uint64_t last = 0;
  CheckpointKeeper keeper{*feed};
  CheckpointKeeper::Clock::time_point now{};
};

TEST(CheckpointKeeper, WritesNothingForAFewEntries) {
  Kept world(limits::kCheckpointEntriesMin - 1);
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(world.keeper.tick(world.now += limits::kCheckpointPause, never));
  EXPECT_FALSE(world.keeper.finish(never));
  world.add_many(1);
  EXPECT_TRUE(world.keeper.finish(never));
}

TEST(CheckpointKeeper, WaitsForAPauseOfTheChanges) {
  Kept world(limits::kCheckpointEntriesMin);
  EXPECT_FALSE(world.keeper.tick(world.now, never));
  EXPECT_FALSE(world.keeper.tick(world.now += limits::kCheckpointQuiet - 1s, never));
  world.add_many(1);
  EXPECT_FALSE(world.keeper.tick(world.now += 1s, never));
  EXPECT_FALSE(world.keeper.tick(world.now += limits::kCheckpointQuiet - 1s, never));
  const auto written = world.keeper.tick(world.now += 1s, never);
  ASSERT_TRUE(written);
  ASSERT_OK(*written);
  EXPECT_EQ(**written, limits::kCheckpointEntriesMin + 1);
}

TEST(CheckpointKeeper, WaitsNoLongerThanItsPatience) {
  Kept world(limits::kCheckpointEntriesMin);
  const auto began = world.now;
  while (!world.keeper.tick(world.now, never)) {
    ASSERT_LE(world.now - began, limits::kCheckpointDelayMax);
    world.add_many(1);
    world.now += limits::kCheckpointQuiet / 2;
  }
  EXPECT_GE(world.now - began, limits::kCheckpointDelayMax);
}

TEST(CheckpointKeeper, WritesSeldom) {
  Kept world(limits::kCheckpointEntriesMin);
  ASSERT_FALSE(world.keeper.tick(world.now, never));
  ASSERT_TRUE(world.keeper.tick(world.now += limits::kCheckpointQuiet, never));
  ASSERT_OK(world.remove(1));  // Discards it.
  EXPECT_FALSE(world.keeper.tick(world.now += 1s, never));
  EXPECT_FALSE(world.keeper.tick(world.now += limits::kCheckpointPause - 2s, never));
  EXPECT_TRUE(world.keeper.tick(world.now += 1s, never));
}

TEST(CheckpointKeeper, WaitsForATenthOfWhatTheLastOneHolds) {
  Kept world(20 * limits::kCheckpointEntriesMin);
  ASSERT_TRUE(world.keeper.finish(never));
  world.add_many(2 * limits::kCheckpointEntriesMin - 1);
  EXPECT_FALSE(world.keeper.finish(never));
  world.add_many(1);
  EXPECT_TRUE(world.keeper.finish(never));
}

TEST(CheckpointKeeper, TriesAgainSoonAfterARemovalAndLateAfterAFault) {
  Kept world(limits::kCheckpointEntriesMin + 10);
  world.copies.while_writing = [&] { ASSERT_OK(world.remove(1)); };
  ASSERT_FALSE(world.keeper.tick(world.now, never));
  const auto given_up = world.keeper.tick(world.now += limits::kCheckpointQuiet, never);
  ASSERT_TRUE(given_up);
  EXPECT_FAILS(*given_up, kChangedMeanwhile);
  world.copies.while_writing = {};
  world.plan.fail_call(1);
  ASSERT_FALSE(world.keeper.tick(world.now += 1s, never));
  const auto failed = world.keeper.tick(world.now += limits::kCheckpointQuiet, never);
  ASSERT_TRUE(failed);
  EXPECT_FAILS(*failed, kUnavailable);
  EXPECT_FALSE(world.keeper.tick(world.now += limits::kCheckpointQuiet, never));
  EXPECT_TRUE(world.keeper.tick(world.now += limits::kCheckpointPause, never));
}

}  // namespace
}  // namespace mien::app
