#include <gtest/gtest.h>

#include "contract/key_store_contract.h"
#include "contract/operator_store_contract.h"
#include "contract/review_store_contract.h"
#include "contract/setup_store_contract.h"
#include "contract/sqlite_under_test.h"
#include "contract/store_functions_contract.h"
#include "contract/store_roles_contract.h"
#include "fakes/memory_store.h"

namespace mien {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, KeyStoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, OperatorStoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, ReviewStoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, SetupStoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreFunctionsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreRolesContract, SqliteUnderTest);

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, KeyStoreContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, OperatorStoreContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, ReviewStoreContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, SetupStoreContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreFunctionsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreRolesContract, fakes::MemoryStore);

}  // namespace
}  // namespace mien
