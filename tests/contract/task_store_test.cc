#include <gtest/gtest.h>

#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/task_store_contract.h"
#include "fakes/memory_tasks.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

class SqliteUnderTest {
 public:
  TaskStore& tasks() { return store_->tasks(); }

 private:
  fakes::TempDir dir_;
  std::unique_ptr<SqliteStore> store_ = SqliteStore::open(dir_ / "mien.db", {}).value();
};

class MemoryUnderTest {
 public:
  TaskStore& tasks() { return tasks_; }

 private:
  fakes::MemoryTasks tasks_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, TaskStoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, TaskStoreContract, MemoryUnderTest);

}  // namespace
}  // namespace mien
