#pragma once

#include <cstdint>
#include <vector>

#include "adapters/store_sqlite/database.h"
#include "ports/buckets.h"

/// What the ports of buckets share.
namespace mien::sqlite {

struct BucketRow {
  std::int64_t id = 0;
  std::uint64_t object_count = 0;
  std::uint64_t object_bytes = 0;
  std::uint64_t upload_count = 0;
  std::uint64_t part_bytes = 0;
};
/// @errors kBucketNotFound
Result<BucketRow> bucket_row(Connection& connection, const BucketName& name);

/// The next number of a change to an object, inside a write transaction: they rise in commit order and are never given
/// twice, whatever becomes of the bucket.
Result<std::uint64_t> next_object_change(Connection& connection);

/// Adds to what the bucket has; any may be negative.
struct BucketChange {
  std::int64_t objects = 0;
  std::int64_t object_bytes = 0;
  std::int64_t uploads = 0;
  std::int64_t part_bytes = 0;
  std::int64_t parts = 0;
};
Result<void> count_bucket(Connection& connection, std::int64_t bucket, const BucketChange& change);

Result<ObjectPath> path_at(const Statement& row, int column);
Result<ObjectKey> blob_at(const Statement& row, int column);
/// Headers at the column, metadata at the next.
Result<ObjectProperties> properties_at(const Statement& row, int column);
/// NULL: none. @errors kUnavailable  no number of ours
Result<std::optional<ChecksumAlgorithm>> algorithm_at(const Statement& row, int column);
Result<ChecksumType> checksum_type_at(const Statement& row, int column);

/// ObjectStore::put inside the caller's write transaction.
Result<PutResult> put_object(Connection& connection, const PutRow& row, const TasksOf& tasks_of);

/// Ends an upload, whose row has this id and bucket; gives the bytes of its parts.
Result<std::vector<ObjectKey>> delete_upload(Connection& connection, const UploadId& id, std::int64_t bucket);

}  // namespace mien::sqlite
