#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/store_history.h"
#include "fakes/temp_dir.h"
#include "fault/store_faults.h"
#include "fault/store_vfs.h"

/// What a store holds after the power went, or after a sync failed: a failed sync loses what it should have written,
/// and the next one succeeds without it.
namespace mien {
namespace {

using fault::FaultyVfs;

/// Writes what the disk held into `folder`, as the files of a store "mien.db".
void restore(const FaultyVfs::Images& images, const fakes::TempDir& folder) {
  for (const auto& [from, bytes] : images) {
    if (bytes.empty() && from.ends_with("-wal")) continue;
    std::ofstream out(folder / std::filesystem::path(from).filename().string(), std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  }
}

/// What a store may hold after a power cut: what was acknowledged and waited for the disk, with any part of what came
/// after it in order, up to the write that was under way.
class Expectation {
 public:
  const history::Model& now() const { return acknowledged_; }
  void acknowledge(history::Step step) {
    if (step.waits_for_disk) allowed_.clear();
    acknowledged_ = std::move(step.after);
    allowed_.push_back(acknowledged_);
  }
  void interrupted(history::Model after) { allowed_.push_back(std::move(after)); }

  void check(const history::Ports& ports, std::uint64_t registered, std::uint64_t tried) const {
    std::string wrong;
    for (const history::Model& model : allowed_) {
      wrong = history::difference(ports, model);
      if (wrong.empty()) wrong = history::records_difference(ports, model, registered, tried);
      if (wrong.empty()) return;
    }
    FAIL() << "an acknowledged write is missing, or half of one is there: " << wrong;
  }

 private:
  history::Model acknowledged_;
  std::vector<history::Model> allowed_{history::Model{}};
};

struct Fate {
  std::uint64_t seed;
  std::size_t cut_at;                    ///< At that operation of the disk the power goes.
  std::optional<std::size_t> fail_at{};  ///< That operation before it fails.
};

/// Runs a random history until the power goes (or to its end) and checks what the disk then holds.
void run_until_the_power_goes(const Fate& fate) {
  const fakes::TempDir dir;
  Expectation expected;
  std::uint64_t registered = 0, tried = 0;
  FaultyVfs::Images images;
  {
    FaultyVfs vfs("mien-power");
    vfs.cut_power_at(fate.cut_at, fate.seed);
    if (fate.fail_at) vfs.fail_at(*fate.fail_at, SQLITE_IOERR, FaultyVfs::Lasting::kOnce);
    if (auto opened = SqliteStore::open(dir / "mien.db", {.readers = 1, .checkpoint_pages = 20, .vfs = vfs.name()})) {
      const history::Ports ports = history::ports_of(**opened);
      history::Maker maker(fate.seed);
      for (int step = 0; step < 40 && !vfs.power_is_gone(); ++step) {
        history::Step next = maker.next(expected.now());
        const auto ran = next.run(ports);
        tried = maker.people();
        // The power may go right after the commit, while the log is carried over: then the answer still went out.
        if (ran) {
          expected.acknowledge(std::move(next));
          for (const auto& [name, collection] : expected.now().collections)
            for (const auto& [id, person] : collection.people) registered = std::max(registered, person.number);
          continue;
        }
        ASSERT_TRUE(vfs.fired()) << next.what << ": " << ran.error().message << ran.error().detail;
        ASSERT_EQ(ran.error().code, ErrorCode::kUnavailable) << next.what << ": " << ran.error().detail;
        if (vfs.power_is_gone()) expected.interrupted(std::move(next.after));
      }
    }
    if (!vfs.power_is_gone()) vfs.cut_power(fate.seed);
    images = vfs.images();
  }
  const fakes::TempDir after;
  restore(images, after);
  const auto store = fault::open_store(after / "mien.db");
  ASSERT_NE(store, nullptr);
  expected.check(history::ports_of(*store), registered, tried);
  ASSERT_EQ(fault::integrity(after / "mien.db"), "ok");
}

TEST(StoreFault, PowerCutsLeaveEveryAcknowledgedWriteAndNoHalfOne) {
  std::mt19937_64 random(20260101);
  for (int round = 0; round < fault::rounds(200); ++round) {
    const Fate fate{.seed = 1 + random() % 1'000'000, .cut_at = 1 + random() % 600};
    SCOPED_TRACE("seed " + std::to_string(fate.seed) + ", operation " + std::to_string(fate.cut_at));
    run_until_the_power_goes(fate);
    if (HasFatalFailure()) return;
  }
}

TEST(StoreFault, PowerCutsAfterAFailureLeaveEveryAcknowledgedWriteAndNoHalfOne) {
  std::mt19937_64 random(20260102);
  for (int round = 0; round < fault::rounds(200); ++round) {
    const std::size_t cut_at = 30 + random() % 600;
    const Fate fate{.seed = 1 + random() % 1'000'000, .cut_at = cut_at, .fail_at = 1 + random() % cut_at};
    SCOPED_TRACE("seed " + std::to_string(fate.seed) + ", operation " + std::to_string(cut_at) + ", failing " +
                 std::to_string(*fate.fail_at));
    run_until_the_power_goes(fate);
    if (HasFatalFailure()) return;
  }
}

/// Events that did not wait for the disk, then a registration while operation `n` fails, then one that succeeds: what
/// was acknowledged must not hang on what the failed sync lost.
void lose_a_sync(std::size_t n, bool& reached_the_end) {
  const fakes::TempDir dir, after;
  const CollectionId people = samples::collection_id("c0");
  FaultyVfs::Images images;
  bool first = false;
  {
    FaultyVfs vfs("mien-sync-lost");
    const auto store = fault::open_store(dir / "mien.db", {.readers = 1, .vfs = vfs.name()});
    ASSERT_NE(store, nullptr);
    ASSERT_TRUE(store->collections().create(samples::collection("c0"), {}, {}));
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(store->audit().append_without_sync(samples::event("search")));
    vfs.fail_at(n, SQLITE_IOERR, FaultyVfs::Lasting::kOnce);
    first = store->people()
                .register_person(people, samples::registration("p1", 1, {samples::face_with_photo(1)}))
                .has_value();
    reached_the_end = !vfs.fired();
    vfs.reset();
    ASSERT_TRUE(store->people().register_person(people, samples::registration("p2", 2, {samples::face_with_photo(2)})))
        << "once the disk is well again, the store is";
    vfs.cut_power(n);
    images = vfs.images();
  }
  restore(images, after);
  const auto store = fault::open_store(after / "mien.db");
  ASSERT_NE(store, nullptr);
  EXPECT_TRUE(store->people().find(people, samples::person_id("p2"))) << "it was acknowledged";
  EXPECT_EQ(store->people().find(people, samples::person_id("p1")).has_value(), first);
  ASSERT_EQ(fault::integrity(after / "mien.db"), "ok");
}

TEST(StoreFault, WhatIsAcknowledgedAfterAFailedSyncDoesNotHangOnWhatThatLost) {
  bool reached_the_end = false;
  for (std::size_t n = 1; !reached_the_end && !HasFailure(); ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    lose_a_sync(n, reached_the_end);
  }
}

/// A registration while operation `n` fails, and then the end of the process: what was refused must not be found.
void refuse_and_be_killed(std::size_t n, bool& reached_the_end) {
  const fakes::TempDir dir, after;
  const CollectionId people = samples::collection_id("c0");
  FaultyVfs vfs("mien-refused");
  const auto store = fault::open_store(dir / "mien.db", {.readers = 1, .vfs = vfs.name()});
  ASSERT_NE(store, nullptr);
  ASSERT_TRUE(store->collections().create(samples::collection("c0"), {}, {}));
  vfs.fail_at(n, SQLITE_IOERR, FaultyVfs::Lasting::kOnce);
  const bool registered = store->people()
                              .register_person(people, samples::registration("p1", 1, {samples::face_with_photo(1)}))
                              .has_value();
  reached_the_end = !vfs.fired();
  for (const auto& file : std::filesystem::directory_iterator(dir.path())) std::filesystem::copy(file, after.path());
  const auto next = fault::open_store(after / "mien.db");
  ASSERT_NE(next, nullptr);
  EXPECT_EQ(next->people().find(people, samples::person_id("p1")).has_value(), registered);
}

TEST(StoreFault, WhatIsRefusedIsNotFoundAtTheNextStart) {
  bool reached_the_end = false;
  for (std::size_t n = 1; !reached_the_end && !HasFailure(); ++n) {
    SCOPED_TRACE("operation " + std::to_string(n));
    refuse_and_be_killed(n, reached_the_end);
  }
}

TEST(StoreFault, ReadsThatFailAreUnavailableAndTheStoreGoesOnAfterwards) {
  const fakes::TempDir dir;
  const CollectionId people = samples::collection_id("c0");
  {
    const auto store = fault::open_store(dir / "mien.db");
    ASSERT_TRUE(store->collections().create(samples::collection("c0"), {}, {}));
    ASSERT_TRUE(store->people().register_person(people, samples::registration("p1", 1, {samples::face_with_photo(1)})));
  }
  FaultyVfs vfs("mien-unreadable");
  const auto store = fault::open_store(dir / "mien.db", {.readers = 1, .vfs = vfs.name()});  // Nothing is cached yet.
  ASSERT_NE(store, nullptr);
  vfs.fail_reads(true);
  const auto found = store->people().find(people, samples::person_id("p1"));
  const auto added = store->faces().add(people, std::vector{samples::face(3)}, samples::event("add"));
  vfs.fail_reads(false);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kUnavailable) << found.error().detail;
  if (!added) {
    EXPECT_EQ(added.error().code, ErrorCode::kUnavailable) << added.error().detail;
  }
  EXPECT_TRUE(store->people().find(people, samples::person_id("p1")));
  EXPECT_TRUE(store->faces().add(people, std::vector{samples::face(4)}, samples::event("add")));
}

}  // namespace
}  // namespace mien
