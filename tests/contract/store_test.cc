#include <gtest/gtest.h>

#include "adapters/store_sqlite/sqlite_store.h"
#include "contract/key_store_contract.h"
#include "contract/store_audit_contract.h"
#include "contract/store_buckets_contract.h"
#include "contract/store_changes_contract.h"
#include "contract/store_checkpoints_contract.h"
#include "contract/store_collections_contract.h"
#include "contract/store_faces_contract.h"
#include "contract/store_functions_contract.h"
#include "contract/store_history_contract.h"
#include "contract/store_idempotency_contract.h"
#include "contract/store_objects_contract.h"
#include "contract/store_people_contract.h"
#include "contract/store_roles_contract.h"
#include "contract/store_traces_contract.h"
#include "contract/store_uploads_contract.h"
#include "contract/table_store_contract.h"
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
  CheckpointMarks& checkpoints() { return store_->checkpoints(); }
  BucketStore& buckets() { return store_->buckets(); }
  ObjectStore& bucket_objects() { return store_->bucket_objects(); }
  MultipartStore& uploads() { return store_->uploads(); }
  TableStore& tables() { return store_->tables(); }
  KeyStore& keys() { return store_->keys(); }
  RoleStore& roles() { return store_->roles(); }
  FunctionStore& functions() { return store_->functions(); }
  TraceStore& traces() { return store_->traces(); }

 private:
  fakes::TempDir dir_;
  std::unique_ptr<SqliteStore> store_ = SqliteStore::open(dir_ / "mien.db", {}).value();
};

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreCollectionsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreFacesContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StorePeopleContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreAuditContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreIdempotencyContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreChangesContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreCheckpointsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreHistoryContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, TableStoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, KeyStoreContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreRolesContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreFunctionsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreTracesContract, SqliteUnderTest);

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreBucketsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreObjectsContract, SqliteUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, StoreUploadsContract, SqliteUnderTest);

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreCollectionsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreFacesContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StorePeopleContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreAuditContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreIdempotencyContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreChangesContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreCheckpointsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreHistoryContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreBucketsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreObjectsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreUploadsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, TableStoreContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, KeyStoreContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreRolesContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreFunctionsContract, fakes::MemoryStore);
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreTracesContract, fakes::MemoryStore);

}  // namespace
}  // namespace mien
