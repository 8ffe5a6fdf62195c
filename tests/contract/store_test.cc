#include <gtest/gtest.h>

#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/store_contract.h"
#include "contract/store_history_contract.h"
#include "fakes/memory_store.h"
#include "fakes/temp_dir.h"

namespace mien {
namespace {

class SqliteUnderTest {
 public:
  CollectionStore& collections() { return store_->collections(); }
  FaceStore& faces() { return store_->faces(); }
  PeopleStore& people() { return store_->people(); }
  AuditLog& audit() { return store_->audit(); }
  IdempotencyRecords& idempotency() { return store_->idempotency(); }
  ChangeLog& changes() { return store_->changes(); }

 private:
  fakes::TempDir dir_;
  std::unique_ptr<SqliteStore> store_ = SqliteStore::open(dir_ / "mien.db", {}).value();
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreHistoryContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreHistoryContract, fakes::MemoryStore);

}  // namespace
}  // namespace mien
