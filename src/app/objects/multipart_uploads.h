#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/objects/held_bytes.h"
#include "app/objects/object_writer.h"

namespace mien::app {

/// An object that comes in parts. Parts are kept until the upload is completed, aborted, or older than
/// limits::kUploadLifetime. Thread-safe. Borrows all that it is made of.
class MultipartUploads {
 public:
  /// @param held  what objects may take of the memory while they are joined.
  MultipartUploads(MultipartStore& store, const ObjectWriter& writer, HeldBytes& held)
      : store_(store), writer_(writer), held_(held) {}

  struct Begin {
    BucketName bucket;
    ObjectPath path;
    ObjectProperties properties{};
    std::optional<ChecksumAlgorithm> checksum_algorithm{};
    ChecksumType checksum_type = ChecksumType::kComposite;
    std::string actor;
  };
  /// @errors kBucketNotFound, kQuotaExceeded, kInvalidArgument (properties)
  Result<UploadId> begin(const Begin& request) const;
  /// @errors kBucketNotFound, kUploadNotFound
  Result<MultipartUpload> find(const BucketName& bucket, const ObjectPath& path, const UploadId& id) const {
    return store_.find(bucket, path, id);
  }

  struct Part {
    std::uint32_t number = 0;
    std::span<const std::byte> bytes;  ///< Valid for the call only.
    std::string etag;
    std::optional<std::string> checksum{};
  };
  /// Durable once it returns; gives when it was stored. @errors those of MultipartStore::put_part
  Result<Timestamp> put_part(const MultipartUpload& upload, const Part& part) const;
  /// @errors kUploadNotFound
  Result<std::vector<UploadPart>> parts(const UploadId& id) const { return store_.parts(id); }

  struct Complete {
    MultipartUpload upload;
    std::vector<UploadPart> stored;  ///< As parts() gave them: if they are others now, nothing is done.
    std::vector<UploadPart> chosen;  ///< Those of them that make the object, in order; the others are dropped.
    std::string etag;
    std::optional<ObjectChecksum> checksum{};
    PutConditions conditions{};
    ObjectCaller caller;
  };
  /// @errors those of MultipartStore::complete, kPartTooSmall, kObjectTooLarge, kOverloaded (too much is held already)
  Result<PutResult> complete(const Complete& request) const;
  /// @errors kUploadNotFound
  Result<void> abort(const UploadId& id) const;
  /// By path, then by age. @errors kBucketNotFound
  Result<std::vector<MultipartUpload>> list(const BucketName& bucket) const { return store_.list(bucket); }
  /// Aborts those that are too old; how many. @errors kUnavailable
  Result<std::size_t> expire() const;

 private:
  Result<std::string> join(std::span<const UploadPart> parts) const;

  MultipartStore& store_;
  const ObjectWriter& writer_;
  HeldBytes& held_;
};

}  // namespace mien::app
