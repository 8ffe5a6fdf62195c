#include "api/rekognition/picture_source.h"

#include <utility>

#include "api/auth/permissions.h"
#include "core/limits.h"

namespace mien::api::rekognition {
namespace {

/// Rekognition says the same of a bucket or object that is not there and of one that it may not read.
std::unexpected<Refusal> unreachable() {
  return refuse(to_wire(ErrorCode::kImageUnreachable),
                "Unable to get object metadata from S3. Check object key, region and/or access permissions.");
}

}  // namespace

WireResult<std::span<const std::byte>> PictureSource::read(const NamedObject& object) {
  const auto bucket = BucketName::parse(object.bucket);
  const auto path = ObjectPath::parse(object.name);
  if (!bucket || !path) return unreachable();
  if (!object.version.empty() && object.version != "null")
    return refuse(to_wire(ErrorCode::kImageUnreachable),
                  "Unable to get object metadata from S3. This server's buckets have no versions: the only one is "
                  "null.");
  const bool may_read =
      may(role_, "s3", "GetObject") || triggers_.may_store(bucket->text(), path->text()).include(role_);
  if (!may_read) return unreachable();
  auto content = objects_.whole(*bucket, *path, limits::kObjectImageBytesMax);
  if (!content) {
    const ErrorCode code = content.error().code;
    if (code == ErrorCode::kNotFound || code == ErrorCode::kBucketNotFound) return unreachable();
    return refuse(std::move(content).error());
  }
  objects_read_.push_back(*std::move(content));
  return std::as_bytes(std::span(objects_read_.back().bytes));
}

}  // namespace mien::api::rekognition
