#include "fakes/memory_functions.h"

#include <algorithm>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>

#include "core/limits.h"

namespace mien::fakes {
namespace {

std::size_t count(const MemoryState::RoleRow& row, RolePolicy::Kind kind) {
  return static_cast<std::size_t>(
      std::ranges::count_if(row.policies, [&](const auto& entry) { return entry.first.first == kind; }));
}

}  // namespace

Result<void> MemoryRoles::create(const ServiceRole& role) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (state_.roles.contains(role.name)) return fail(ErrorCode::kAlreadyExists, "A role of that name exists.");
  if (state_.roles.size() == limits::kServiceRolesMax)
    return fail(ErrorCode::kQuotaExceeded, "There are as many roles as there may be.");
  state_.roles.emplace(role.name, MemoryState::RoleRow{role, {}});
  return {};
}

Result<ServiceRole> MemoryRoles::find(const ServiceRoleName& name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const MemoryState::RoleRow* row, row_of(name));
  return row->role;
}

Result<Page<ServiceRole>> MemoryRoles::list(const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  MIEN_TRY(const auto after, state_.start_of(page, "roles"));
  std::vector<ServiceRole> items;
  for (const auto& [name, row] : state_.roles)
    if (!after || name.text() > *after) items.push_back(row.role);
  return state_.cut(std::move(items), page, "roles", [](const ServiceRole& item) { return item.name.text(); });
}

Result<MemoryRoles::Removal> MemoryRoles::remove(const ServiceRoleName& name) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::RoleRow * row, row_of(name));
  if (count(*row, RolePolicy::Kind::kInline) > 0) return Removal::kHasInlinePolicies;
  if (count(*row, RolePolicy::Kind::kAttached) > 0) return Removal::kHasAttachedPolicies;
  state_.roles.erase(name);
  return Removal::kDone;
}

Result<void> MemoryRoles::put_policy(const ServiceRoleName& role, const RolePolicy& policy) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::RoleRow * row, row_of(role));
  const auto key = std::pair(policy.kind, policy.name);
  if (!row->policies.contains(key) && count(*row, policy.kind) == limits::kRolePoliciesMax)
    return fail(ErrorCode::kQuotaExceeded, "The role has as many policies as it may have.");
  row->policies.insert_or_assign(key, policy);
  return {};
}

Result<std::vector<RolePolicy>> MemoryRoles::policies(const ServiceRoleName& role, RolePolicy::Kind kind) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const MemoryState::RoleRow* row, row_of(role));
  std::vector<RolePolicy> out;
  for (const auto& [key, policy] : row->policies)
    if (key.first == kind) out.push_back(policy);
  return out;
}

Result<bool> MemoryRoles::remove_policy(const ServiceRoleName& role, RolePolicy::Kind kind, std::string_view name) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::RoleRow * row, row_of(role));
  return row->policies.erase({kind, std::string(name)}) > 0;
}

Result<MemoryState::RoleRow*> MemoryRoles::row_of(const ServiceRoleName& name) const {
  MIEN_TRY_VOID(state_.check_up());
  const auto at = state_.roles.find(name);
  if (at == state_.roles.end()) return fail(ErrorCode::kNotFound, "No such role.");
  return &at->second;
}

Result<void> MemoryFunctions::create(const Function& function) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (state_.functions.contains(function.name))
    return fail(ErrorCode::kAlreadyExists, "A function of that name exists.");
  if (state_.functions.size() == limits::kFunctionsMax)
    return fail(ErrorCode::kQuotaExceeded, "There are as many as there may be.");
  state_.functions.emplace(function.name, MemoryState::FunctionRow{function, {}});
  return {};
}

Result<Function> MemoryFunctions::find(const FunctionName& name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const MemoryState::FunctionRow* row, row_of(name));
  return row->function;
}

Result<Page<Function>> MemoryFunctions::list(const PageRequest& page) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  MIEN_TRY(const auto after, state_.start_of(page, "functions"));
  std::vector<Function> items;
  for (const auto& [name, row] : state_.functions)
    if (!after || name.text() > *after) items.push_back(row.function);
  return state_.cut(std::move(items), page, "functions", [](const Function& item) { return item.name.text(); });
}

Result<std::optional<ObjectKey>> MemoryFunctions::replace(const Function& function, const Uuid& expected_revision) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::FunctionRow * row, row_of(function.name));
  if (row->function.revision != expected_revision)
    return fail(ErrorCode::kChangedMeanwhile, "The function was changed meanwhile.");
  const ObjectKey before = row->function.code.object;
  row->function = function;
  return before == function.code.object ? std::nullopt : std::optional(before);
}

Result<ObjectKey> MemoryFunctions::remove(const FunctionName& name) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const MemoryState::FunctionRow* row, row_of(name));
  const ObjectKey object = row->function.code.object;
  state_.functions.erase(name);
  return object;
}

Result<void> MemoryFunctions::permit(const FunctionName& name, const FunctionPermission& permission) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::FunctionRow * row, row_of(name));
  if (std::ranges::find(row->permissions, permission.statement_id, &FunctionPermission::statement_id) !=
      row->permissions.end())
    return fail(ErrorCode::kAlreadyExists, "A statement of that id exists.");
  if (row->permissions.size() == limits::kFunctionPermissionsMax)
    return fail(ErrorCode::kQuotaExceeded, "There are as many as there may be.");
  row->permissions.push_back(permission);
  return {};
}

Result<std::vector<FunctionPermission>> MemoryFunctions::permissions(const FunctionName& name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const MemoryState::FunctionRow* row, row_of(name));
  return row->permissions;
}

Result<bool> MemoryFunctions::forbid(const FunctionName& name, std::string_view statement_id) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(MemoryState::FunctionRow * row, row_of(name));
  return std::erase_if(row->permissions, [&](const auto& one) { return one.statement_id == statement_id; }) > 0;
}

Result<MemoryState::FunctionRow*> MemoryFunctions::row_of(const FunctionName& name) const {
  MIEN_TRY_VOID(state_.check_up());
  const auto at = state_.functions.find(name);
  if (at == state_.functions.end()) return fail(ErrorCode::kNotFound, "No such function.");
  return &at->second;
}

}  // namespace mien::fakes
