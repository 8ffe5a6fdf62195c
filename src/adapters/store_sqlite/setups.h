#pragma once

#include <string_view>
#include <vector>

#include "adapters/store_sqlite/pool.h"
#include "ports/setups.h"

namespace mien::sqlite {

/// SetupStore over SQLite. Thread-safe. Borrows the pool.
class Setups final : public SetupStore {
 public:
  explicit Setups(Pool& pool) : pool_(pool) {}
  Result<std::vector<Setup>> list(SetupKind kind) const override;
  Result<void> add(SetupKind kind, const Setup& setup, const AuditEvent& event) override;
  Result<void> replace(SetupKind kind, std::string_view name, const SetupTable& table,
                       const AuditEvent& event) override;
  Result<void> remove(SetupKind kind, std::string_view name, const AuditEvent& event) override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
