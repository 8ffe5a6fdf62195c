#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/buckets.h"

namespace mien::sqlite {

/// ObjectStore over SQLite. Thread-safe. Borrows the pool.
class ObjectRows final : public ObjectStore {
 public:
  explicit ObjectRows(Pool& pool) : pool_(pool) {}
  Result<PutResult> put(const PutRow& row, const TasksOf& tasks_of) override;
  Result<StoredObject> find(const BucketName& bucket, const ObjectPath& path) const override;
  Result<Removal> remove(const BucketName& bucket, std::span<const ObjectPath> paths, const ObjectEvent& pattern,
                         const AuditEvent& event, const TasksOf& tasks_of) override;
  /// One step through the index for each key that is listed, and one for each common prefix, whatever it stands for.
  Result<ObjectListing> list(const BucketName& bucket, const ObjectQuery& query) const override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
