#include <gtest/gtest.h>

#include "contract/sqlite_under_test.h"
#include "contract/table_store_contract.h"
#include "fakes/memory_store.h"

namespace mien {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, TableStoreContract, SqliteUnderTest);

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, TableStoreContract, fakes::MemoryStore);

}  // namespace
}  // namespace mien
