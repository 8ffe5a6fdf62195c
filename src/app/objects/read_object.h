#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/objects/held_bytes.h"
#include "ports/buckets.h"
#include "ports/objects.h"

namespace mien::app {

/// Reads an object of a bucket. One that is replaced meanwhile is read as it was or as it is, whole.
class ReadObject {
 public:
  /// Borrows all. @param held  what objects that are read may take of the memory; null: whoever reads bounds it.
  ReadObject(const ObjectStore& store, const Objects& objects, HeldBytes* held = nullptr)
      : store_(store), objects_(objects), held_(held) {}

  struct Content {
    StoredObject object;
    std::string bytes;
    HeldBytes::Share share{};  ///< Lives as long as the bytes.
  };
  struct Opened {
    StoredObject object;
    std::unique_ptr<OpenObject> file{};  ///< Null where no bytes are wanted.
    ByteRange range{};                   ///< Of the file: what is wanted.
  };
  /// Which of an object's bytes are wanted; nullopt: none. May be asked more than once, the last time counts.
  using Choose = std::function<std::optional<ByteRange>(const StoredObject&)>;
  /// For an object that is not to be held in memory. @errors kBucketNotFound, kNotFound, kUnavailable
  Result<Opened> open(const BucketName& bucket, const ObjectPath& path, const Choose& choose) const;
  /// What is wanted of an object that was opened. @errors kUnavailable, kOverloaded (too much is held already)
  Result<Content> read(Opened opened) const;
  /// Both. @errors kBucketNotFound, kNotFound, kUnavailable, kOverloaded
  Result<Content> run(const BucketName& bucket, const ObjectPath& path, const Choose& choose) const;
  /// All of it. @errors kBucketNotFound, kNotFound, kObjectTooLarge (above `bytes_max`), kUnavailable,
  ///         kOverloaded
  Result<Content> whole(const BucketName& bucket, const ObjectPath& path, std::size_t bytes_max) const;

 private:
  const ObjectStore& store_;
  const Objects& objects_;
  HeldBytes* held_;
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
