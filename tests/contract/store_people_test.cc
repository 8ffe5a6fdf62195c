#include <gtest/gtest.h>

#include "contract/sqlite_under_test.h"
#include "contract/store_collections_contract.h"
#include "contract/store_faces_contract.h"
#include "contract/store_people_contract.h"
#include "fakes/memory_store.h"

namespace mien {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreCollectionsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreFacesContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StorePeopleContract, SqliteUnderTest);

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreCollectionsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreFacesContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StorePeopleContract, fakes::MemoryStore);

}  // namespace
}  // namespace mien
