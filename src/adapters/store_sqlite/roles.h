#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/functions.h"

namespace mien::sqlite {

/// RoleStore over SQLite. Thread-safe. Borrows the pool.
class Roles final : public RoleStore {
 public:
  explicit Roles(Pool& pool) : pool_(pool) {}
  Result<void> create(const ServiceRole& role) override;
  Result<ServiceRole> find(const ServiceRoleName& name) const override;
  Result<Page<ServiceRole>> list(const PageRequest& page) const override;
  Result<Removal> remove(const ServiceRoleName& name) override;
  Result<void> put_policy(const ServiceRoleName& role, const RolePolicy& policy) override;
  Result<std::vector<RolePolicy>> policies(const ServiceRoleName& role, RolePolicy::Kind kind) const override;
  Result<bool> remove_policy(const ServiceRoleName& role, RolePolicy::Kind kind, std::string_view name) override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
