#include <gtest/gtest.h>

#include <memory>

#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/timeline_contract.h"
#include "fakes/memory_store.h"
#include "fakes/memory_tasks.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

class SqliteUnderTest {
 public:
  AuditLog& audit() { return store_->audit(); }
  CollectionStore& collections() { return store_->collections(); }
  TaskStore& tasks() { return store_->tasks(); }
  Timeline& timeline() { return store_->timeline(); }

 private:
  fakes::TempDir dir_;
  std::unique_ptr<SqliteStore> store_ = SqliteStore::open(dir_ / "mien.db", {}).value();
};

class MemoryUnderTest {
 public:
  AuditLog& audit() { return store_.audit(); }
  CollectionStore& collections() { return store_.collections(); }
  TaskStore& tasks() { return tasks_; }
  Timeline& timeline() { return timeline_; }

 private:
  fakes::MemoryStore store_;
  fakes::MemoryTasks tasks_;
  fakes::MemoryTimeline timeline_ = store_.timeline_with(tasks_);
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, TimelineContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, TimelineContract, MemoryUnderTest);

TEST(SqliteTimeline, GoesOnWhereItWasInTheNextRun) {
  const fakes::TempDir dir;
  Timeline::Position before;
  {
    const auto store = SqliteStore::open(dir / "mien.db", {}).value();
    ASSERT_TRUE(store->audit().append(samples::event("a")));
    const NewTask task{.id = {samples::uuid(1)}, .target = "x", .once_key = "1"};
    ASSERT_TRUE(store->tasks().add(std::span(&task, 1)));
    before = store->timeline().end().value();
  }
  const auto store = SqliteStore::open(dir / "mien.db", {}).value();
  EXPECT_EQ(store->timeline().end()->event, before.event);
  ASSERT_TRUE(store->audit().append(samples::event("b")));
  const auto events = store->timeline().events_after(before.event, 10);
  ASSERT_TRUE(events);
  ASSERT_EQ(events->size(), 1U);
  EXPECT_EQ(events->front().event.action, "b");
  EXPECT_GT(events->front().number, before.event + 1000) << "a loss of power may have taken some that were told";
  ASSERT_TRUE(store->tasks().note({samples::uuid(1)}, "step", samples::at(1)));
  const auto changed = store->timeline().tasks_after(TaskKind::kIntake, before.task, 10);
  ASSERT_EQ(changed->size(), 1U);
  EXPECT_GT(changed->front().number, before.task + 1000);
}

TEST(SqliteTimeline, IsToldOfEveryCommitAndOfNothingElse) {
  const fakes::TempDir dir;
  int commits = 0;
  const auto store = SqliteStore::open(dir / "mien.db", {.committed = [&] { ++commits; }}).value();
  commits = 0;  // Opening writes, too.
  ASSERT_TRUE(store->audit().append(samples::event("a")));
  EXPECT_EQ(commits, 1);
  ASSERT_TRUE(store->audit().append_without_sync(samples::event("b")));
  EXPECT_EQ(commits, 2);
  ASSERT_TRUE(store->audit().list({}, {}));
  ASSERT_FALSE(store->tasks().note({samples::uuid(1)}, "step", samples::at(1)));
  EXPECT_EQ(commits, 2);
}

}  // namespace
}  // namespace mien
