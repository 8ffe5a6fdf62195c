#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/store.h"

namespace mien::sqlite {

/// AuditLog over SQLite: every event is kept. Thread-safe. Borrows the pool.
class Audit final : public AuditLog {
 public:
  explicit Audit(Pool& pool) : pool_(pool) {}
  Result<void> append(const AuditEvent& event) override;
  Result<void> append_without_sync(const AuditEvent& event) override;
  Result<void> append_once(const AuditEvent& event) override;
  Result<Page<AuditEvent>> list(const Filter& filter, const PageRequest& page) const override;
  Result<std::vector<Count>> count(const CountFilter& filter) const override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
