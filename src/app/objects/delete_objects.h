#pragma once

#include <span>
#include <string_view>

#include "app/audit_sources.h"
#include "app/object_triggers.h"
#include "app/objects/object_policy.h"
#include "ports/buckets.h"
#include "ports/objects.h"

namespace mien::app {

/// Removes objects of a bucket, all together. One that is not there is no error. Leaves an audit line where something
/// was removed, without the names.
class DeleteObjects {
 public:
  /// Borrows all.
  DeleteObjects(ObjectStore& store, Objects& objects, ObjectTriggers& triggers, AuditSources sources)
      : store_(store), objects_(objects), triggers_(triggers), sources_(sources) {}

  /// @param operation  for the audit line. @errors kBucketNotFound
  Result<void> run(const BucketName& bucket, std::span<const ObjectPath> paths, const ObjectCaller& caller,
                   std::string_view operation) const;

 private:
  ObjectStore& store_;
  Objects& objects_;
  ObjectTriggers& triggers_;
  AuditSources sources_;
};

}  // namespace mien::app
