#include "app/intake/bucket_uploads.h"

#include "app/object_sweep.h"
#include "app/objects/buckets.h"

namespace mien::app {

Result<UploadedObjects::Upload> BucketUploads::read(const std::string& bucket, const std::string& key,
                                                    std::size_t bytes_max) const {
  MIEN_TRY(const BucketName name, BucketName::parse(bucket));
  MIEN_TRY(const ObjectPath path, ObjectPath::parse(key));
  auto content = read_.whole(name, path, bytes_max);
  if (!content && content.error().code == ErrorCode::kBucketNotFound) content.error().code = ErrorCode::kNotFound;
  if (!content && content.error().code == ErrorCode::kObjectTooLarge) content.error().code = ErrorCode::kImageTooLarge;
  if (!content) return std::unexpected(std::move(content).error());
  const auto bytes = std::as_bytes(std::span(content->bytes));
  return Upload{.bytes = {bytes.begin(), bytes.end()},
                .sequence = content->object.sequence,
                .metadata = {},
                .object = content->object.blob};
}

Result<void> BucketUploads::remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) {
  MIEN_TRY(const BucketName name, BucketName::parse(bucket));
  MIEN_TRY(const ObjectPath path, ObjectPath::parse(key));
  const ObjectEvent pattern{.name = "ObjectRemoved:Delete",
                            .bucket = bucket,
                            .key = key,
                            .sequence = sequence,
                            .at = sources_.clock.now(),
                            .actor = "intake"};
  auto removal = store_.remove(name, std::span(&path, 1), pattern,
                               sources_.event("intake", "DeleteObject", "", audit_subject(name), "ok"),
                               [](const ObjectEvent&) { return std::vector<NewTask>{}; });
  if (!removal && removal.error().code == ErrorCode::kBucketNotFound) return {};
  if (!removal) return std::unexpected(std::move(removal).error());
  remove_objects(objects_, removal->unreferenced);
  return {};
}

}  // namespace mien::app
