#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "ports/buckets.h"
#include "ports/objects.h"

namespace mien::app {

/// Reads an object of a bucket. One that is replaced meanwhile is read as it was or as it is, whole.
class ReadObject {
 public:
  /// Borrows both.
  ReadObject(const ObjectStore& store, const Objects& objects) : store_(store), objects_(objects) {}

  struct Content {
    StoredObject object;
    std::string bytes;
  };
  /// Which of an object's bytes are wanted; nullopt: none. May be asked more than once, the last time counts.
  using Choose = std::function<std::optional<ByteRange>(const StoredObject&)>;
  /// @errors kBucketNotFound, kNotFound, kUnavailable
  Result<Content> run(const BucketName& bucket, const ObjectPath& path, const Choose& choose) const;
  /// All of it. @errors kBucketNotFound, kNotFound, kObjectTooLarge (above `bytes_max`), kUnavailable
  Result<Content> whole(const BucketName& bucket, const ObjectPath& path, std::size_t bytes_max) const;

 private:
  const ObjectStore& store_;
  const Objects& objects_;
};

class ListObjects {
 public:
  explicit ListObjects(const ObjectStore& store) : store_(store) {}
  /// @errors kBucketNotFound
  Result<ObjectListing> run(const BucketName& bucket, const ObjectQuery& query) const {
    return store_.list(bucket, query);
  }

 private:
  const ObjectStore& store_;
};

}  // namespace mien::app
