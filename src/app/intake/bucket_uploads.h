#pragma once

#include "app/audit_sources.h"
#include "app/intake/uploaded_objects.h"
#include "app/objects/read_object.h"

namespace mien::app {

/// Uploads that lie in our own buckets. Thread-safe. Borrows all.
class BucketUploads final : public UploadedObjects {
 public:
  BucketUploads(ObjectStore& store, Objects& objects, AuditSources sources)
      : store_(store), objects_(objects), sources_(sources), read_(store, objects) {}
  Result<Upload> read(const std::string& bucket, const std::string& key, std::size_t bytes_max) const override;
  /// Leaves an audit line, and tells no trigger: it is the intake's own doing.
  Result<void> remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) override;

 private:
  ObjectStore& store_;
  Objects& objects_;
  AuditSources sources_;
  ReadObject read_;
};

}  // namespace mien::app
