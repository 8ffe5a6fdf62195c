#include <gtest/gtest.h>

#include "contract/sqlite_under_test.h"
#include "contract/store_buckets_contract.h"
#include "contract/store_objects_contract.h"
#include "contract/store_uploads_contract.h"
#include "fakes/memory_store.h"

namespace mien {
namespace {

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreBucketsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreObjectsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreUploadsContract, SqliteUnderTest);

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreBucketsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreObjectsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreUploadsContract, fakes::MemoryStore);

}  // namespace
}  // namespace mien
