#pragma once

#include <vector>

#include "fakes/memory_audit.h"
#include "fakes/memory_buckets.h"
#include "fakes/memory_changes.h"
#include "fakes/memory_checkpoints.h"
#include "fakes/memory_collections.h"
#include "fakes/memory_faces.h"
#include "fakes/memory_functions.h"
#include "fakes/memory_idempotency.h"
#include "fakes/memory_keys.h"
#include "fakes/memory_operators.h"
#include "fakes/memory_people.h"
#include "fakes/memory_reviews.h"
#include "fakes/memory_setups.h"
#include "fakes/memory_state.h"
#include "fakes/memory_tables.h"
#include "fakes/memory_timeline.h"
#include "fakes/memory_traces.h"

namespace mien::fakes {

/// Every port of ports/store.h and of those beside it over maps and one mutex; passes the same contract
/// suites as the real store. Nothing survives it. The ports that it hands out live as long as it does.
class MemoryStore {
 public:
  MemoryStore();
  ~MemoryStore();
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;

  CollectionStore& collections() { return collections_; }
  FaceStore& faces() { return faces_; }
  PeopleStore& people() { return people_; }
  AuditLog& audit() { return audit_; }
  IdempotencyRecords& idempotency() { return idempotency_; }
  ChangeLog& changes() { return changes_; }
  CheckpointMarks& checkpoints() { return checkpoints_; }
  BucketStore& buckets() { return buckets_; }
  ObjectStore& bucket_objects() { return bucket_objects_; }
  MultipartStore& uploads() { return uploads_; }
  /// That changes of objects made.
  std::vector<NewTask> tasks();
  TableStore& tables() { return tables_; }
  KeyStore& keys() { return keys_; }
  OperatorStore& operators() { return operators_; }
  SignInLinkStore& sign_in_links() { return sign_in_links_; }
  SessionStore& sessions() { return sessions_; }
  ReviewStore& reviews() { return reviews_; }
  SettingsStore& settings() { return settings_; }
  SetupStore& setups() { return setups_; }
  RoleStore& roles() { return roles_; }
  FunctionStore& functions() { return functions_; }
  TraceStore& traces() { return traces_; }

  /// Of this store, and of tasks that are kept beside it.
  MemoryTimeline timeline_with(const MemoryTasks& tasks) { return {state_, tasks}; }

  /// While down, every function fails with kUnavailable and does nothing.
  void set_down(bool down);

 private:
  MemoryState state_;
  MemoryCollections collections_{state_};
  MemoryFaces faces_{state_};
  MemoryPeople people_{state_};
  MemoryAudit audit_{state_};
  MemoryIdempotency idempotency_{state_};
  MemoryChanges changes_{state_};
  MemoryCheckpoints checkpoints_{state_};
  MemoryBuckets buckets_{state_};
  MemoryObjectRows bucket_objects_{state_};
  MemoryMultipart uploads_{state_};
  MemoryTables tables_{state_};
  MemoryKeys keys_{state_};
  MemoryOperators operators_{state_, keys_};
  MemorySignInLinks sign_in_links_{state_, operators_};
  MemorySessions sessions_{state_};
  MemoryReviews reviews_{state_};
  MemorySettings settings_{state_};
  MemorySetups setups_{state_};
  MemoryRoles roles_{state_};
  MemoryFunctions functions_{state_};
  MemoryTraces traces_{state_};
};

}  // namespace mien::fakes
