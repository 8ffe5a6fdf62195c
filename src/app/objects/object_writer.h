#pragma once

#include <functional>
#include <span>

#include "app/audit_sources.h"
#include "app/object_triggers.h"
#include "app/objects/object_policy.h"
#include "ports/buckets.h"
#include "ports/objects.h"

namespace mien::app {

/// What every way of storing an object does: bytes first, then the row with the tasks that follow, then the bytes that
/// nobody refers to any more. Thread-safe. Borrows all that it is made of.
class ObjectWriter {
 public:
  struct Ports {
    Objects& objects;
    ObjectTriggers& triggers;
    AuditSources sources;
  };
  ObjectWriter(Ports ports, const ObjectPolicy& policy) : ports_(ports), policy_(policy) {}

  /// What an object may have that is stored there.
  std::uint64_t bytes_max(const BucketName& bucket, const ObjectPath& path) const;
  /// @errors kObjectTooLarge
  Result<void> check_size(const BucketName& bucket, const ObjectPath& path, std::uint64_t bytes) const;

  /// Stores `bytes`, fills in what is known only here (bytes, their key, time, event, quota), and has `commit` write
  /// the row.
  /// @param event  the event's name.
  /// @errors those of Objects::put and of `commit`
  Result<PutResult> write(PutRow row, std::span<const std::byte> bytes, std::string_view event,
                          const ObjectCaller& caller,
                          const std::function<Result<PutResult>(const PutRow&, const TasksOf&)>& commit) const;

  const Ports& ports() const { return ports_; }
  const ObjectPolicy& policy() const { return policy_; }

 private:
  Ports ports_;
  ObjectPolicy policy_;
};

}  // namespace mien::app
