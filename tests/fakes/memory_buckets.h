#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "fakes/memory_state.h"
#include "ports/buckets.h"

namespace mien::fakes {

class MemoryBuckets final : public BucketStore {
 public:
  explicit MemoryBuckets(MemoryState& state) : state_(state) {}
  Result<void> create(const Bucket& bucket, const AuditEvent& event) override;
  Result<Bucket> find(const BucketName& name) const override;
  Result<std::vector<Bucket>> list() const override;
  Result<std::vector<ObjectKey>> remove(const BucketName& name, const AuditEvent& event) override;
  Result<BucketRules> rules(const BucketName& name) const override;
  Result<void> set_rules(const BucketName& name, const BucketRules& rules) override;

 private:
  MemoryState& state_;
};

class MemoryObjectRows final : public ObjectStore {
 public:
  explicit MemoryObjectRows(MemoryState& state) : state_(state) {}
  Result<PutResult> put(const PutRow& row, const TasksOf& tasks_of) override;
  Result<StoredObject> find(const BucketName& bucket, const ObjectPath& path) const override;
  Result<Removal> remove(const BucketName& bucket, std::span<const ObjectPath> paths, const ObjectEvent& pattern,
                         const AuditEvent& event, const TasksOf& tasks_of) override;
  /// The plain way: every name under the prefix, cut where the delimiter is, each once.
  Result<ObjectListing> list(const BucketName& bucket, const ObjectQuery& query) const override;

 private:
  MemoryState& state_;
};

class MemoryMultipart final : public MultipartStore {
 public:
  explicit MemoryMultipart(MemoryState& state) : state_(state) {}
  Result<void> create(const MultipartUpload& upload) override;
  Result<MultipartUpload> find(const BucketName& bucket, const ObjectPath& path, const UploadId& id) const override;
  Result<std::optional<ObjectKey>> put_part(const UploadId& id, const UploadPart& part,
                                            const PartQuota& quota) override;
  Result<std::vector<UploadPart>> parts(const UploadId& id) const override;
  Result<std::vector<MultipartUpload>> list(const BucketName& bucket) const override;
  Result<PutResult> complete(const UploadId& id, std::span<const UploadPart> parts, const PutRow& row,
                             const TasksOf& tasks_of) override;
  Result<std::vector<ObjectKey>> abort(const UploadId& id) override;
  Result<std::vector<UploadId>> abandoned(Timestamp not_before, std::size_t limit) const override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
