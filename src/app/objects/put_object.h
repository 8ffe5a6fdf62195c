#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "app/objects/object_writer.h"

namespace mien::app {

/// Stores an object under a name of its bucket, instead of what was there. Durable, with the tasks that follow from it,
/// once it returns. Whoever reads meanwhile gets the old object or the new one, whole.
class PutObject {
 public:
  struct Request {
    BucketName bucket;
    ObjectPath path;
    std::span<const std::byte> bytes;  ///< Valid for the call only.
    std::string etag;                  ///< Without quotes.
    ObjectProperties properties{};
    std::optional<ObjectChecksum> checksum{};
    PutConditions conditions{};
    std::string_view event = "ObjectCreated:Put";
    ObjectCaller caller;
  };
  /// Borrows all three.
  PutObject(const BucketStore& buckets, ObjectStore& store, const ObjectWriter& writer)
      : buckets_(buckets), store_(store), writer_(writer) {}

  /// @errors those of ObjectStore::put, kObjectTooLarge, kInvalidArgument (properties)
  Result<PutResult> run(const Request& request) const;
  /// What an object may have that is stored there; for whoever receives it.
  std::uint64_t bytes_max(const BucketName& bucket, const ObjectPath& path) const {
    return writer_.bytes_max(bucket, path);
  }
  /// That properties are within their limits, and can stand in headers. @errors kInvalidArgument
  static Result<void> check(const ObjectProperties& properties);

 private:
  const BucketStore& buckets_;
  ObjectStore& store_;
  const ObjectWriter& writer_;
};

}  // namespace mien::app
