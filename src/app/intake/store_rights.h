#pragma once

#include <string_view>

#include "app/object_triggers.h"
#include "core/bucket.h"
#include "core/role.h"
#include "ports/tasks.h"

namespace mien::app {

/// Who may store an object where. Thread-safe. Borrows both.
class StoreRights {
 public:
  StoreRights(const ObjectTriggers& triggers, const TaskStore& tasks) : triggers_(triggers), tasks_(tasks) {}

  /// By the role: what follows from an object may be more than a role is for. By the key: what was announced may be a
  /// registration, and then who knows its id must not fill it with a picture of another's; its link is signed by the
  /// key that announced it.
  /// @errors kAccessDenied, kUnavailable
  Result<void> check(Role role, std::string_view access_key_id, const BucketName& bucket, const ObjectPath& path) const;

 private:
  const ObjectTriggers& triggers_;
  const TaskStore& tasks_;
};

}  // namespace mien::app
