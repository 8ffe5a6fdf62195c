#include "app/objects/bucket_uploads.h"

#include <span>
#include <utility>

#include "app/object_sweep.h"
#include "app/objects/buckets.h"

namespace mien::app {
namespace {

constexpr std::string_view kOwnActor = "mien";

std::unexpected<Error> gone() { return fail(ErrorCode::kNotFound, "The uploaded object is not there any more."); }

}  // namespace

Result<UploadedObjects::Upload> BucketUploads::read(const std::string& bucket, const std::string& key,
                                                    std::size_t bytes_max) const {
  const auto name = BucketName::parse(bucket);
  const auto path = ObjectPath::parse(key);
  if (!name || !path) return gone();
  auto content = read_.whole(*name, *path, bytes_max);
  if (!content) {
    Error& error = content.error();
    if (error.code == ErrorCode::kBucketNotFound) return gone();
    if (error.code == ErrorCode::kObjectTooLarge) error.code = ErrorCode::kImageTooLarge;
    return std::unexpected(std::move(error));
  }
  const auto bytes = std::as_bytes(std::span(content->bytes));
  return Upload{.bytes = {bytes.begin(), bytes.end()}, .sequence = content->object.sequence};
}

Result<void> BucketUploads::remove(const std::string& bucket, const std::string& key, std::uint64_t sequence) {
  const auto name = BucketName::parse(bucket);
  const auto path = ObjectPath::parse(key);
  if (!name || !path) return {};
  const ObjectEvent pattern{.name = "ObjectRemoved:Delete",
                            .bucket = bucket,
                            .sequence = sequence,
                            .at = ports_.sources.clock.now(),
                            .actor = std::string(kOwnActor)};
  const auto removal =
      ports_.store.remove(*name, std::span(&*path, 1), pattern,
                          ports_.sources.event(std::string(kOwnActor), "DeleteObject", "", audit_subject(*name), "ok"),
                          [this](const ObjectEvent& event) { return ports_.triggers.tasks_of(event); });
  if (!removal && removal.error().code == ErrorCode::kBucketNotFound) return {};
  if (!removal) return std::unexpected(removal.error());
  if (removal->made_tasks) ports_.triggers.committed();
  remove_objects(ports_.objects, removal->unreferenced);
  return {};
}

}  // namespace mien::app
