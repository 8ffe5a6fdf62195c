#include <gtest/gtest.h>

#include "contract/sqlite_under_test.h"
#include "contract/store_audit_contract.h"
#include "contract/store_changes_contract.h"
#include "contract/store_checkpoints_contract.h"
#include "contract/store_history_contract.h"
#include "contract/store_idempotency_contract.h"
#include "contract/store_traces_contract.h"
#include "fakes/memory_store.h"

namespace mien {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreAuditContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreChangesContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreCheckpointsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreHistoryContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreIdempotencyContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreTracesContract, SqliteUnderTest);

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreAuditContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreChangesContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreCheckpointsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreHistoryContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreIdempotencyContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreTracesContract, fakes::MemoryStore);

}  // namespace
}  // namespace mien
