#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/function.h"
#include "core/result.h"
#include "ports/objects.h"
#include "ports/page.h"

/// What the set-up calls of IAM and Lambda leave. As every port of the store (ports/store.h): thread-safe, each write
/// is one durable transaction, and every function can fail with kUnavailable. Adapter: store_sqlite.
namespace mien {

class RoleStore {
 public:
  virtual ~RoleStore() = default;
  /// @errors kAlreadyExists, kQuotaExceeded (limits::kServiceRolesMax)
  virtual Result<void> create(const ServiceRole& role) = 0;
  /// @errors kNotFound
  virtual Result<ServiceRole> find(const ServiceRoleName& name) const = 0;
  /// By name. @errors kInvalidPageToken
  virtual Result<Page<ServiceRole>> list(const PageRequest& page) const = 0;
  enum class Removal : std::uint8_t { kDone, kHasInlinePolicies, kHasAttachedPolicies };
  /// Only a role without policies goes. @errors kNotFound
  virtual Result<Removal> remove(const ServiceRoleName& name) = 0;
  /// Replaces the policy of that kind and name. @errors kNotFound, kQuotaExceeded (limits::kRolePoliciesMax)
  virtual Result<void> put_policy(const ServiceRoleName& role, const RolePolicy& policy) = 0;
  /// By name; at most limits::kRolePoliciesMax. @errors kNotFound
  virtual Result<std::vector<RolePolicy>> policies(const ServiceRoleName& role, RolePolicy::Kind kind) const = 0;
  /// False: the role has no such policy. @errors kNotFound
  virtual Result<bool> remove_policy(const ServiceRoleName& role, RolePolicy::Kind kind, std::string_view name) = 0;
};

class FunctionStore {
 public:
  virtual ~FunctionStore() = default;
  /// The object of its code is known to the sweep at start from here on.
  /// @errors kAlreadyExists, kQuotaExceeded (limits::kFunctionsMax)
  virtual Result<void> create(const Function& function) = 0;
  /// @errors kNotFound
  virtual Result<Function> find(const FunctionName& name) const = 0;
  /// By name. @errors kInvalidPageToken
  virtual Result<Page<Function>> list(const PageRequest& page) const = 0;
  /// Replaces everything but the permissions, if the function still has this revision. The object of the code that it
  /// had, where that was another one: no row refers to it any more, and the caller deletes the file.
  /// @errors kNotFound, kChangedMeanwhile
  virtual Result<std::optional<ObjectKey>> replace(const Function& function, const Uuid& expected_revision) = 0;
  /// With its permissions. The object of its code; as above. @errors kNotFound
  virtual Result<ObjectKey> remove(const FunctionName& name) = 0;

  /// @errors kNotFound, kAlreadyExists (a statement of that id), kQuotaExceeded (limits::kFunctionPermissionsMax)
  virtual Result<void> permit(const FunctionName& name, const FunctionPermission& permission) = 0;
  /// In the order in which they came. @errors kNotFound
  virtual Result<std::vector<FunctionPermission>> permissions(const FunctionName& name) const = 0;
  /// False: there is no such statement. @errors kNotFound
  virtual Result<bool> forbid(const FunctionName& name, std::string_view statement_id) = 0;
};

}  // namespace mien
