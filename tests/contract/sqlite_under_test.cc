#include "contract/sqlite_under_test.h"

#include "adapters/store_sqlite/sqlite_store.h"

namespace mien {

SqliteUnderTest::SqliteUnderTest() : store_(SqliteStore::open(dir_ / "mien.db", {}).value()) {}

SqliteUnderTest::~SqliteUnderTest() = default;

CollectionStore& SqliteUnderTest::collections() { return store_->collections(); }
FaceStore& SqliteUnderTest::faces() { return store_->faces(); }
PeopleStore& SqliteUnderTest::people() { return store_->people(); }
AuditLog& SqliteUnderTest::audit() { return store_->audit(); }
IdempotencyRecords& SqliteUnderTest::idempotency() { return store_->idempotency(); }
ChangeLog& SqliteUnderTest::changes() { return store_->changes(); }
CheckpointMarks& SqliteUnderTest::checkpoints() { return store_->checkpoints(); }
BucketStore& SqliteUnderTest::buckets() { return store_->buckets(); }
ObjectStore& SqliteUnderTest::bucket_objects() { return store_->bucket_objects(); }
MultipartStore& SqliteUnderTest::uploads() { return store_->uploads(); }
TableStore& SqliteUnderTest::tables() { return store_->tables(); }
KeyStore& SqliteUnderTest::keys() { return store_->keys(); }
OperatorStore& SqliteUnderTest::operators() { return store_->operators(); }
SignInLinkStore& SqliteUnderTest::sign_in_links() { return store_->sign_in_links(); }
SessionStore& SqliteUnderTest::sessions() { return store_->sessions(); }
ReviewStore& SqliteUnderTest::reviews() { return store_->reviews(); }
SetupStore& SqliteUnderTest::setups() { return store_->setups(); }
SettingsStore& SqliteUnderTest::settings() { return store_->settings(); }
RoleStore& SqliteUnderTest::roles() { return store_->roles(); }
FunctionStore& SqliteUnderTest::functions() { return store_->functions(); }
TraceStore& SqliteUnderTest::traces() { return store_->traces(); }

}  // namespace mien
