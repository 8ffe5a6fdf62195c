#pragma once

#include <string>

#include "app/audit_sources.h"
#include "app/intake/uploaded_objects.h"
#include "app/object_triggers.h"
#include "app/objects/read_object.h"

namespace mien::app {

/// Uploads that lie in the buckets of this server. Borrows all that it is made of.
class BucketUploads final : public UploadedObjects {
 public:
  struct Ports {
    ObjectStore& store;
    Objects& objects;
    ObjectTriggers& triggers;
    AuditSources sources;
  };
  explicit BucketUploads(Ports ports) : ports_(ports), read_(ports.store, ports.objects) {}

  Result<Upload> read(const std::string& bucket, const std::string& key, std::size_t bytes_max) const override;
  /// Leaves an audit line, as a client's deletion does; the service itself is who did it.
  Result<void> remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) override;

 private:
  Ports ports_;
  ReadObject read_;
};

}  // namespace mien::app
