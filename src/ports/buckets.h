#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "core/audit.h"
#include "core/bucket.h"
#include "core/bucket_rules.h"
#include "core/object_event.h"
#include "core/result.h"
#include "core/stored_object.h"
#include "ports/tasks.h"

/// Buckets and what is in them: rows; the bytes lie in Objects (ports/objects.h), each under a key of its own that one
/// row refers to. Bytes are written before their row, and removed after it. Thread-safe; every write is one transaction
/// and durable once it returns. Every function can fail with kUnavailable; then nothing of it was done. Adapter:
/// store_sqlite.
namespace mien {

struct Bucket {
  BucketName name;
  std::string region{};
  Timestamp created{};
};

class BucketStore {
 public:
  virtual ~BucketStore() = default;
  /// @errors kAlreadyExists, kQuotaExceeded (limits::kBucketsMax)
  virtual Result<void> create(const Bucket& bucket, const AuditEvent& event) = 0;
  /// @errors kBucketNotFound
  virtual Result<Bucket> find(const BucketName& name) const = 0;
  /// All of them, by name.
  virtual Result<std::vector<Bucket>> list() const = 0;
  /// With its rules, and its uploads that are not completed; gives the bytes of these, which no row refers to any more.
  /// @errors kBucketNotFound, kBucketNotEmpty
  virtual Result<std::vector<ObjectKey>> remove(const BucketName& name, const AuditEvent& event) = 0;
  /// @errors kBucketNotFound
  virtual Result<BucketRules> rules(const BucketName& name) const = 0;
  /// Replaces all of them. @errors kBucketNotFound
  virtual Result<void> set_rules(const BucketName& name, const BucketRules& rules) = 0;
};

/// The tasks that an event makes; called inside the transaction of the change, quick and without I/O.
using TasksOf = std::function<std::vector<NewTask>(const ObjectEvent&)>;

/// What has to hold for an object to be stored; judged inside the transaction.
struct PutConditions {
  enum class Existing : std::uint8_t { kAny, kNone, kSome };
  Existing existing = Existing::kAny;  ///< Whether there may be, or must be, an object of that name.
  std::optional<std::string> etag{};   ///< Of the object that is to be replaced; there must be one.
};
/// What a bucket may hold. Parts of uploads count as bytes.
struct BucketQuota {
  std::uint64_t bytes_max = 0;
  std::uint64_t objects_max = 0;
};
struct PutRow {
  StoredObject object;
  ObjectEvent event;  ///< Its sequence is filled in.
  PutConditions conditions{};
  BucketQuota quota;
};
struct PutResult {
  std::uint64_t sequence = 0;
  Timestamp modified{};                   ///< As in the row.
  std::vector<ObjectKey> unreferenced{};  ///< No row refers to them any more: of what was replaced, and of parts.
  bool made_tasks = false;
};

/// What a page of a listing begins after and ends with.
struct ObjectQuery {
  std::string prefix{};
  std::string delimiter{};
  std::string after{};  ///< Names up to this one are left out, be they keys or common prefixes.
  std::size_t limit = 1000;
};
struct ObjectSummary {
  std::uint64_t bytes = 0;
  std::string etag{};
  Timestamp modified{};
  std::optional<std::pair<ChecksumAlgorithm, ChecksumType>> checksum{};
  bool operator==(const ObjectSummary&) const = default;
};
/// By name, bytewise. An entry without an object is a common prefix: keys that go on from the prefix with the delimiter
/// further on count as one, cut behind the first delimiter.
struct ObjectListing {
  struct Entry {
    std::string name{};
    std::optional<ObjectSummary> object{};
    bool operator==(const Entry&) const = default;
  };
  std::vector<Entry> entries{};
  bool is_truncated = false;
  bool operator==(const ObjectListing&) const = default;
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  /// Stores or replaces; with the tasks that follow.
  /// @errors kBucketNotFound, kPreconditionFailed, kNotFound (an etag is wanted and there is no object), kQuotaExceeded
  virtual Result<PutResult> put(const PutRow& row, const TasksOf& tasks_of) = 0;
  /// @errors kBucketNotFound, kNotFound
  virtual Result<StoredObject> find(const BucketName& bucket, const ObjectPath& path) const = 0;
  struct Removal {
    std::vector<ObjectKey> unreferenced{};  ///< One for each object that was there.
    bool made_tasks = false;
  };
  /// Those that there are, all together; one that is not there is no error. `pattern` with path and sequence of each is
  /// the event that tasks are made of; `event` is written if one was there. A pattern with a sequence of its own is for
  /// one path: its object is removed only where it is still the one of that sequence; nobody waits for that, and what
  /// its row said may stay in the store's log for some seconds. @errors kBucketNotFound
  virtual Result<Removal> remove(const BucketName& bucket, std::span<const ObjectPath> paths,
                                 const ObjectEvent& pattern, const AuditEvent& event, const TasksOf& tasks_of) = 0;
  /// @errors kBucketNotFound
  virtual Result<ObjectListing> list(const BucketName& bucket, const ObjectQuery& query) const = 0;
};

class MultipartStore {
 public:
  virtual ~MultipartStore() = default;
  /// @errors kBucketNotFound, kQuotaExceeded (limits::kUploadsPerBucketMax)
  virtual Result<void> create(const MultipartUpload& upload) = 0;
  /// @errors kBucketNotFound, kUploadNotFound (also where it is of another bucket or path)
  virtual Result<MultipartUpload> find(const BucketName& bucket, const ObjectPath& path, const UploadId& id) const = 0;
  /// What an upload's parts may have together, and its bucket.
  struct PartQuota {
    std::uint64_t upload_bytes_max = 0;
    std::uint64_t bucket_bytes_max = 0;
    std::uint64_t bucket_parts_max = 0;  ///< Of all uploads of the bucket that are not completed.
  };
  /// Stores or replaces a part; gives the bytes of the one that was replaced.
  /// @errors kUploadNotFound, kObjectTooLarge, kQuotaExceeded
  virtual Result<std::optional<ObjectKey>> put_part(const UploadId& id, const UploadPart& part,
                                                    const PartQuota& quota) = 0;
  /// All of them, by number. @errors kUploadNotFound
  virtual Result<std::vector<UploadPart>> parts(const UploadId& id) const = 0;
  /// All of a bucket, by path, then by age. @errors kBucketNotFound
  virtual Result<std::vector<MultipartUpload>> list(const BucketName& bucket) const = 0;
  /// Ends the upload and stores its object, whose bytes are written already, if the upload's parts are still `parts`.
  /// @errors those of ObjectStore::put, kUploadNotFound, kChangedMeanwhile (the parts are others)
  virtual Result<PutResult> complete(const UploadId& id, std::span<const UploadPart> parts, const PutRow& row,
                                     const TasksOf& tasks_of) = 0;
  /// Gives the bytes of its parts. @errors kUploadNotFound
  virtual Result<std::vector<ObjectKey>> abort(const UploadId& id) = 0;
  /// At most `limit` that were begun before `not_before`, oldest first.
  virtual Result<std::vector<UploadId>> abandoned(Timestamp not_before, std::size_t limit) const = 0;
};

}  // namespace mien
