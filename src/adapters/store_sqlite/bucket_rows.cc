#include "adapters/store_sqlite/bucket_rows.h"

#include <utility>

#include "adapters/store_sqlite/rows.h"
#include "adapters/store_sqlite/task_rows.h"
#include "adapters/store_sqlite/text_lists.h"

namespace mien::sqlite {
namespace {

struct Existing {
  ObjectKey blob;
  std::uint64_t bytes;
  std::string etag;
};

Result<std::optional<Existing>> find_existing(Connection& connection, std::int64_t bucket, const ObjectPath& path) {
  MIEN_TRY(Statement row, connection.query("SELECT blob, bytes, etag FROM objects WHERE bucket = ?1 AND path = ?2",
                                           bucket, path.text()));
  MIEN_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  MIEN_TRY(const ObjectKey blob, blob_at(row, 0));
  return Existing{blob, static_cast<std::uint64_t>(row.integer(1)), std::string(row.text(2))};
}

Result<void> check_conditions(const PutConditions& conditions, const std::optional<Existing>& existing) {
  const auto failed = [] {
    return fail(ErrorCode::kPreconditionFailed, "At least one of the pre-conditions you specified did not hold");
  };
  if (conditions.existing == PutConditions::Existing::kNone && existing) return failed();
  const bool wants_one = conditions.existing == PutConditions::Existing::kSome || conditions.etag;
  if (wants_one && !existing) return fail(ErrorCode::kNotFound, "The specified key does not exist.");
  if (conditions.etag && *conditions.etag != existing->etag) return failed();
  return {};
}

Result<void> check_quota(const BucketRow& bucket, const PutRow& row, const std::optional<Existing>& existing) {
  const std::uint64_t others = bucket.object_bytes + bucket.part_bytes - (existing ? existing->bytes : 0);
  if (others + row.object.bytes > row.quota.bytes_max)
    return fail(ErrorCode::kQuotaExceeded, "The bucket may hold no more bytes.");
  if (!existing && bucket.object_count >= row.quota.objects_max)
    return fail(ErrorCode::kQuotaExceeded, "The bucket may hold no more objects.");
  return {};
}

Result<void> write(Connection& connection, std::int64_t bucket, const StoredObject& object, std::uint64_t sequence) {
  MIEN_TRY(Statement insert,
           connection.query("INSERT INTO objects (bucket, path, blob, bytes, etag, headers, metadata, checksum_type, "
                            "checksum, part_bytes, modified_ms, sequence, checksum_algorithm) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13) "
                            "ON CONFLICT (bucket, path) DO UPDATE SET blob = excluded.blob, bytes = excluded.bytes, "
                            "etag = excluded.etag, headers = excluded.headers, metadata = excluded.metadata, "
                            "checksum_type = excluded.checksum_type, checksum = excluded.checksum, "
                            "part_bytes = excluded.part_bytes, modified_ms = excluded.modified_ms, "
                            "sequence = excluded.sequence, checksum_algorithm = excluded.checksum_algorithm",
                            bucket, object.path.text(), bytes_of(object.blob.uuid), object.bytes, object.etag,
                            encode_text_map(object.properties.headers), encode_text_map(object.properties.metadata),
                            std::to_underlying(object.checksum ? object.checksum->type : ChecksumType::kFullObject),
                            object.checksum ? object.checksum->text : std::string(), to_text(object.part_bytes),
                            to_ms(object.modified), sequence));
  if (object.checksum)
    insert.bind(std::to_underlying(object.checksum->algorithm));
  else
    insert.bind(nullptr);
  return insert.run();
}

}  // namespace

Result<BucketRow> bucket_row(Connection& connection, const BucketName& name) {
  MIEN_TRY(Statement row, connection.query("SELECT id, object_count, object_bytes, upload_count, part_bytes "
                                           "FROM buckets WHERE name = ?1",
                                           name.text()));
  MIEN_TRY(const bool found, row.step());
  if (!found) return fail(ErrorCode::kBucketNotFound, "The specified bucket does not exist");
  const auto number = [&](int column) { return static_cast<std::uint64_t>(row.integer(column)); };
  return BucketRow{row.integer(0), number(1), number(2), number(3), number(4)};
}

Result<std::uint64_t> next_object_change(Connection& connection) {
  MIEN_TRY_VOID(connection.run("UPDATE object_changes SET last = last + 1 WHERE id = 1"));
  MIEN_TRY(Statement row, connection.query("SELECT last FROM object_changes WHERE id = 1"));
  MIEN_TRY(const bool found, row.step());
  if (!found) return damaged("counter of object changes");
  return static_cast<std::uint64_t>(row.integer(0));
}

Result<void> count_bucket(Connection& connection, std::int64_t bucket, const BucketChange& change) {
  return connection.run(
      "UPDATE buckets SET object_count = object_count + ?2, object_bytes = object_bytes + ?3, "
      "upload_count = upload_count + ?4, part_bytes = part_bytes + ?5, part_count = part_count + ?6 WHERE id = ?1",
      bucket, change.objects, change.object_bytes, change.uploads, change.part_bytes, change.parts);
}

Result<ObjectPath> path_at(const Statement& row, int column) {
  auto path = ObjectPath::parse(row.text(column));
  if (!path) return damaged("object's path");
  return path;
}

Result<ObjectKey> blob_at(const Statement& row, int column) {
  MIEN_TRY(const Uuid uuid, uuid_at(row, column));
  return ObjectKey{uuid};
}

Result<ObjectProperties> properties_at(const Statement& row, int column) {
  auto headers = decode_text_map(row.text(column));
  auto metadata = decode_text_map(row.text(column + 1));
  if (!headers || !metadata) return damaged("object's properties");
  return ObjectProperties{*std::move(headers), *std::move(metadata)};
}

Result<std::optional<ChecksumAlgorithm>> algorithm_at(const Statement& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  const std::int64_t number = row.integer(column);
  if (number < 0 || number >= static_cast<std::int64_t>(kChecksumNames.size())) return damaged("checksum algorithm");
  return static_cast<ChecksumAlgorithm>(number);
}

Result<ChecksumType> checksum_type_at(const Statement& row, int column) {
  const std::int64_t number = row.integer(column);
  if (number != 0 && number != 1) return damaged("checksum type");
  return static_cast<ChecksumType>(number);
}

Result<PutResult> put_object(Connection& connection, const PutRow& row, const TasksOf& tasks_of) {
  MIEN_TRY(const BucketRow bucket, bucket_row(connection, row.object.bucket));
  MIEN_TRY(const std::optional<Existing> existing, find_existing(connection, bucket.id, row.object.path));
  MIEN_TRY_VOID(check_conditions(row.conditions, existing));
  MIEN_TRY_VOID(check_quota(bucket, row, existing));
  PutResult result{.modified = row.object.modified};
  MIEN_TRY(result.sequence, next_object_change(connection));
  MIEN_TRY_VOID(write(connection, bucket.id, row.object, result.sequence));
  const auto bytes = static_cast<std::int64_t>(row.object.bytes);
  MIEN_TRY_VOID(count_bucket(
      connection, bucket.id,
      {.objects = existing ? 0 : 1,
       .object_bytes = bytes - (existing ? static_cast<std::int64_t>(existing->bytes) : std::int64_t{0})}));
  ObjectEvent event = row.event;
  event.sequence = result.sequence;
  const std::vector<NewTask> tasks = tasks_of(event);
  MIEN_TRY_VOID(insert_tasks(connection, tasks));
  result.made_tasks = !tasks.empty();
  if (existing) result.unreferenced.push_back(existing->blob);
  return result;
}

Result<std::vector<ObjectKey>> delete_upload(Connection& connection, const UploadId& id, std::int64_t bucket) {
  std::vector<ObjectKey> blobs;
  std::int64_t bytes = 0;
  {
    MIEN_TRY(Statement row,
             connection.query("SELECT blob, bytes FROM parts WHERE upload = ?1 ORDER BY number", bytes_of(id.uuid)));
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) break;
      MIEN_TRY(const ObjectKey blob, blob_at(row, 0));
      blobs.push_back(blob);
      bytes += row.integer(1);
    }
  }
  MIEN_TRY_VOID(connection.run("DELETE FROM parts WHERE upload = ?1", bytes_of(id.uuid)));
  MIEN_TRY_VOID(connection.run("DELETE FROM uploads WHERE upload_id = ?1", bytes_of(id.uuid)));
  MIEN_TRY_VOID(count_bucket(connection, bucket,
                             {.uploads = -1, .part_bytes = -bytes, .parts = -static_cast<std::int64_t>(blobs.size())}));
  return blobs;
}

}  // namespace mien::sqlite
