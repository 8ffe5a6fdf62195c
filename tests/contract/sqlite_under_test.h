#pragma once

#include <memory>

#include "fakes/temp_dir.h"
#include "ports/buckets.h"
#include "ports/functions.h"
#include "ports/keys.h"
#include "ports/operators.h"
#include "ports/reviews.h"
#include "ports/setups.h"
#include "ports/store.h"
#include "ports/tables.h"
#include "ports/traces.h"

namespace mien {

class SqliteStore;

/// A new, empty store in a folder of its own, as the suites of ports/store.h and of the ports beside it want one.
class SqliteUnderTest {
 public:
  SqliteUnderTest();
  ~SqliteUnderTest();
  SqliteUnderTest(const SqliteUnderTest&) = delete;
  SqliteUnderTest& operator=(const SqliteUnderTest&) = delete;

  CollectionStore& collections();
  FaceStore& faces();
  PeopleStore& people();
  AuditLog& audit();
  IdempotencyRecords& idempotency();
  ChangeLog& changes();
  CheckpointMarks& checkpoints();
  BucketStore& buckets();
  ObjectStore& bucket_objects();
  MultipartStore& uploads();
  TableStore& tables();
  KeyStore& keys();
  OperatorStore& operators();
  SignInLinkStore& sign_in_links();
  SessionStore& sessions();
  ReviewStore& reviews();
  SettingsStore& settings();
  SetupStore& setups();
  RoleStore& roles();
  FunctionStore& functions();
  TraceStore& traces();

 private:
  fakes::TempDir dir_;
  std::unique_ptr<SqliteStore> store_;
};

}  // namespace mien
