#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/buckets.h"

namespace mien::sqlite {

/// BucketStore over SQLite. Thread-safe. Borrows the pool.
class Buckets final : public BucketStore {
 public:
  explicit Buckets(Pool& pool) : pool_(pool) {}
  Result<void> create(const Bucket& bucket, const AuditEvent& event) override;
  Result<Bucket> find(const BucketName& name) const override;
  Result<std::vector<Bucket>> list() const override;
  Result<std::vector<ObjectKey>> remove(const BucketName& name, const AuditEvent& event) override;
  Result<BucketRules> rules(const BucketName& name) const override;
  Result<void> set_rules(const BucketName& name, const BucketRules& rules) override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
