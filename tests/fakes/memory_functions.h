#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "fakes/memory_state.h"
#include "ports/functions.h"

namespace mien::fakes {

class MemoryRoles final : public RoleStore {
 public:
  explicit MemoryRoles(MemoryState& state) : state_(state) {}
  Result<void> create(const ServiceRole& role) override;
  Result<ServiceRole> find(const ServiceRoleName& name) const override;
  Result<Page<ServiceRole>> list(const PageRequest& page) const override;
  Result<Removal> remove(const ServiceRoleName& name) override;
  Result<void> put_policy(const ServiceRoleName& role, const RolePolicy& policy) override;
  Result<std::vector<RolePolicy>> policies(const ServiceRoleName& role, RolePolicy::Kind kind) const override;
  Result<bool> remove_policy(const ServiceRoleName& role, RolePolicy::Kind kind, std::string_view name) override;

 private:
  Result<MemoryState::RoleRow*> row_of(const ServiceRoleName& name) const;
  MemoryState& state_;
};

class MemoryFunctions final : public FunctionStore {
 public:
  explicit MemoryFunctions(MemoryState& state) : state_(state) {}
  Result<void> create(const Function& function) override;
  Result<Function> find(const FunctionName& name) const override;
  Result<Page<Function>> list(const PageRequest& page) const override;
  Result<std::optional<ObjectKey>> replace(const Function& function, const Uuid& expected_revision) override;
  Result<ObjectKey> remove(const FunctionName& name) override;
  Result<void> permit(const FunctionName& name, const FunctionPermission& permission) override;
  Result<std::vector<FunctionPermission>> permissions(const FunctionName& name) const override;
  Result<bool> forbid(const FunctionName& name, std::string_view statement_id) override;

 private:
  Result<MemoryState::FunctionRow*> row_of(const FunctionName& name) const;
  MemoryState& state_;
};

}  // namespace mien::fakes
