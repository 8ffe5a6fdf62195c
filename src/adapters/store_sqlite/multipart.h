#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/buckets.h"

namespace mien::sqlite {

/// MultipartStore over SQLite. Thread-safe. Borrows the pool.
class Multipart final : public MultipartStore {
 public:
  explicit Multipart(Pool& pool) : pool_(pool) {}
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
  Pool& pool_;
};

}  // namespace mien::sqlite
