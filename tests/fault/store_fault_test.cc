#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <set>
#include <string>

#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/store_history.h"
#include "fakes/temp_dir.h"
#include "fault/killed_worker.h"
#include "fault/store_faults.h"
#include "fault/store_vfs.h"

namespace mien {
namespace {

using fault::acknowledge;
using fault::FaultyVfs;
using fault::integrity;
using fault::open_store;
using fault::rounds;
using fault::run_and_kill;

/// A store with a little in it, and the model of that.
history::Model fill(SqliteStore& store) {
  const CollectionId people = samples::collection_id("c0");
  EXPECT_TRUE(store.collections().create(samples::collection("c0"), {}, {}));
  EXPECT_TRUE(store.faces().add(people, std::vector{samples::face(1)}, samples::event("add")));
  EXPECT_TRUE(store.people().register_person(people, samples::registration("p1", 1, {samples::face_with_photo(2)})));
  history::Model model;
  model.collections["c0"].faces = {{1, ""}, {2, "p1"}};
  model.collections["c0"].people["p1"] = {1, 500'001, "Name of p1"};
  model.events = 2;
  return model;
}

/// Registers p2 with a face that exists and a new one, while operation `n` of the disk fails.
void register_while_failing(std::size_t n, int code, FaultyVfs::Lasting lasting, int checkpoint_pages,
                            bool& reached_the_end) {
  const fakes::TempDir dir;
  FaultyVfs vfs("mien-faulty");
  const std::string path = dir / "mien.db";
  const SqliteStore::Options options{.readers = 2, .checkpoint_pages = checkpoint_pages, .vfs = vfs.name()};
  auto store = open_store(path, options);
  ASSERT_NE(store, nullptr);
  history::Model model = fill(*store);

  const auto registration = samples::registration("p2", 2, {samples::face_with_photo(1), samples::face_with_photo(3)});
  vfs.fail_at(n, code, lasting);
  const auto done = store->people().register_person(samples::collection_id("c0"), registration);
  reached_the_end = !vfs.fired();
  vfs.reset();
  if (done) {
    ASSERT_TRUE(reached_the_end || checkpoint_pages == 1) << "a failed operation went unnoticed";
    model.collections["c0"].faces = {{1, "p2"}, {2, "p1"}, {3, "p2"}};
    model.collections["c0"].people["p2"] = {2, 500'002, "Name of p2"};
    ++model.events;
  } else {
    ASSERT_EQ(done.error().code, ErrorCode::kUnavailable) << done.error().detail;
    ASSERT_FALSE(done.error().detail.empty());
  }
  ASSERT_EQ(history::difference(history::ports_of(*store), model), "") << "without reopening";
  store.reset();
  ASSERT_EQ(integrity(path), "ok");
  store = open_store(path);
  ASSERT_NE(store, nullptr);
  ASSERT_EQ(history::difference(history::ports_of(*store), model), "") << "after reopening";
  if (done) return;
  ASSERT_TRUE(store->people().register_person(samples::collection_id("c0"), registration)) << "a retry works";
}

void register_while_each_fails(int code, FaultyVfs::Lasting lasting, int checkpoint_pages) {
  bool reached_the_end = false;
  std::size_t n = 1;
  for (; !reached_the_end && !testing::Test::HasFatalFailure(); ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    register_while_failing(n, code, lasting, checkpoint_pages, reached_the_end);
  }
  EXPECT_GT(n, 3U);
}

TEST(StoreFault, PutsNothingIntoTheSystemsFolderForTemporaryFiles) {
  const fakes::TempDir dir;
  FaultyVfs vfs("mien-temporary");
  const auto store = open_store(dir / "mien.db", {.readers = 2, .vfs = vfs.name()});
  ASSERT_NE(store, nullptr);
  const CollectionId people = samples::collection_id("c0");
  ASSERT_TRUE(store->collections().create(samples::collection("c0"), {}, {}));
  std::vector<StoredFace> faces;
  for (std::uint64_t number = 1; number <= 3000; ++number) faces.push_back(samples::face(number));
  ASSERT_TRUE(store->faces().add(people, faces, samples::event("add")));
  // What SQLite keeps to undo such a statement is more than it holds in memory by itself.
  ASSERT_TRUE(store->collections().remove(people, samples::event("remove")));
  EXPECT_EQ(vfs.temporary_files(), 0U);
}

TEST(StoreFault, RegistrationSurvivesEveryFailingWrite) {
  register_while_each_fails(SQLITE_IOERR, FaultyVfs::Lasting::kOnce, 1000);
}
TEST(StoreFault, RegistrationSurvivesADiskThatFills) {
  register_while_each_fails(SQLITE_FULL, FaultyVfs::Lasting::kFromThen, 1000);
}
TEST(StoreFault, RegistrationSurvivesFailuresWhileTheLogIsCarriedOver) {
  register_while_each_fails(SQLITE_IOERR, FaultyVfs::Lasting::kFromThen, 1);
}

/// Only what says so may leave the disk to others, and nothing that comes after it.
TEST(StoreFault, WaitsForTheDiskAtEveryCommitButThoseThatNeedNot) {
  const fakes::TempDir dir;
  FaultyVfs vfs("mien-sync");
  const auto store = SqliteStore::open(dir / "mien.db", {.readers = 1, .vfs = vfs.name()}).value();
  const auto syncs_of = [&](const auto& write) {
    const std::size_t before = vfs.syncs();
    EXPECT_TRUE(write());
    return vfs.syncs() - before;
  };
  const NewTask task{.id = {samples::uuid(1)}, .target = "intake", .once_key = "a"};
  TaskStore& tasks = store->tasks();
  ASSERT_TRUE(tasks.add(std::array{task}));
  const auto note = [&](TaskStore::Durable durable) {
    return syncs_of([&] { return tasks.note(task.id, "step", samples::at(1), durable); });
  };
  const auto advance = [&](std::span<const NewTask> following) {
    return syncs_of([&] { return tasks.advance({.id = task.id, .now = samples::at(1)}, following); });
  };
  const Trace trace{.container = "photos", .key = "a"};
  const TraceOwner owner{.collection = samples::collection_id("people"), .person = samples::person_id("ann")};
  for (std::uint64_t round = 0; round < 4; ++round) {
    EXPECT_EQ(syncs_of([&] { return store->audit().append_without_sync(samples::event("x")); }), 0U) << round;
    EXPECT_EQ(syncs_of([&] { return store->audit().append(samples::event("x")); }), 1U) << round;
    EXPECT_EQ(note(TaskStore::Durable::kWithNextWrite), 0U) << round;
    EXPECT_EQ(note(TaskStore::Durable::kOnReturn), 1U) << round;
    const NewTask follower{.id = {samples::uuid(2 + round)}, .target = "intake", .once_key = std::to_string(round)};
    EXPECT_EQ(advance({}), 0U) << round;
    EXPECT_EQ(advance(std::array{follower}), 1U) << round;
    EXPECT_EQ(syncs_of([&] { return store->traces().note(trace, owner); }), 0U) << round;
    const NewTask another{.id = {samples::uuid(20 + round)}, .target = "x", .once_key = std::to_string(round)};
    EXPECT_EQ(syncs_of([&] { return tasks.add(std::array{another}); }), 1U) << round;
  }
}

/// Registers people one after the other and says so, until it is killed.
[[noreturn]] void register_for_ever(const std::string& path, std::uint64_t first, int out) {
  auto store = SqliteStore::open(path, {.readers = 1, .checkpoint_pages = 20});
  if (!store) ::_exit(1);
  for (std::uint64_t number = first;; ++number) {
    const auto registration =
        samples::registration("p" + std::to_string(number), number,
                              {samples::face_with_photo(2 * number), samples::face_with_photo(2 * number + 1)});
    if (!(*store)->people().register_person(samples::collection_id("c0"), registration)) ::_exit(2);
    acknowledge(out, number);
  }
}

TEST(StoreFault, KillingTheProcessLosesNothingAcknowledged) {
  const fakes::TempDir dir;
  const std::string path = dir / "mien.db";
  ASSERT_TRUE(open_store(path)->collections().create(samples::collection("c0"), {}, {}));
  std::mt19937_64 random(7);
  std::uint64_t next = 1;
  for (int round = 0; round < rounds(6); ++round) {
    std::uint64_t acknowledged = next - 1;
    const std::uint64_t after = random() % 25;
    const auto work = [&](int out) { register_for_ever(path, next, out); };
    ASSERT_NO_FATAL_FAILURE(run_and_kill(work, after, static_cast<useconds_t>(random() % 3000), acknowledged));

    const auto store = open_store(path);
    ASSERT_NE(store, nullptr);
    const auto found = store->collections().find(samples::collection_id("c0"));
    ASSERT_TRUE(found);
    ASSERT_GE(found->person_count, acknowledged);
    ASSERT_LE(found->person_count, acknowledged + 1) << "only the one in flight may be there unacknowledged";
    history::Model model;
    for (std::uint64_t number = 1; number <= found->person_count; ++number) {
      const std::string id = "p" + std::to_string(number);
      model.collections["c0"].faces[2 * number] = id;
      model.collections["c0"].faces[2 * number + 1] = id;
      model.collections["c0"].people[id] = {number, number + 500'000, "Name of " + id};
      ++model.events;
    }
    ASSERT_EQ(history::difference(history::ports_of(*store), model), "");
    next = found->person_count + 1;
  }
  ASSERT_EQ(integrity(path), "ok");
}

}  // namespace
}  // namespace mien
