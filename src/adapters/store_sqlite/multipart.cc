#include "adapters/store_sqlite/multipart.h"

#include <algorithm>
#include <utility>

#include "adapters/store_sqlite/bucket_rows.h"
#include "adapters/store_sqlite/rows.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

std::unexpected<Error> no_upload() {
  return fail(
      ErrorCode::kUploadNotFound,
      "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or "
      "completed.");
}

struct UploadRow {
  std::int64_t bucket = 0;
  std::uint64_t bytes = 0;
};
/// @errors kUploadNotFound
Result<UploadRow> upload_row(Connection& connection, const UploadId& id) {
  MIEN_TRY(Statement row,
           connection.query("SELECT bucket, bytes FROM uploads WHERE upload_id = ?1", bytes_of(id.uuid)));
  MIEN_TRY(const bool found, row.step());
  if (!found) return no_upload();
  return UploadRow{row.integer(0), static_cast<std::uint64_t>(row.integer(1))};
}

#define MIEN_SQL_UPLOAD \
  "SELECT upload_id, path, headers, metadata, checksum_algorithm, checksum_type, initiated_ms, actor FROM uploads "
Result<MultipartUpload> upload_at(const Statement& row, const BucketName& bucket) {
  MIEN_TRY(const Uuid id, uuid_at(row, 0));
  MIEN_TRY(ObjectPath path, path_at(row, 1));
  MIEN_TRY(ObjectProperties properties, properties_at(row, 2));
  MIEN_TRY(const auto algorithm, algorithm_at(row, 4));
  MIEN_TRY(const ChecksumType type, checksum_type_at(row, 5));
  return MultipartUpload{.id = {id},
                         .bucket = bucket,
                         .path = std::move(path),
                         .properties = std::move(properties),
                         .checksum_algorithm = algorithm,
                         .checksum_type = type,
                         .initiated = from_ms(row.integer(6)),
                         .actor = std::string(row.text(7))};
}

Result<std::vector<UploadPart>> parts_of(Connection& connection, const UploadId& id) {
  MIEN_TRY(Statement row, connection.query("SELECT number, blob, bytes, etag, checksum, modified_ms FROM parts "
                                           "WHERE upload = ?1 ORDER BY number",
                                           bytes_of(id.uuid)));
  std::vector<UploadPart> parts;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return parts;
    MIEN_TRY(const ObjectKey blob, blob_at(row, 1));
    parts.push_back({.number = static_cast<std::uint32_t>(row.integer(0)),
                     .blob = blob,
                     .bytes = static_cast<std::uint64_t>(row.integer(2)),
                     .etag = std::string(row.text(3)),
                     .modified = from_ms(row.integer(5))});
    if (!row.is_null(4)) parts.back().checksum = std::string(row.text(4));
  }
}

struct OldPart {
  std::optional<ObjectKey> blob{};
  std::uint64_t bytes = 0;
};
Result<OldPart> old_part(Connection& connection, const UploadId& id, std::uint32_t number) {
  MIEN_TRY(Statement row, connection.query("SELECT blob, bytes FROM parts WHERE upload = ?1 AND number = ?2",
                                           bytes_of(id.uuid), number));
  MIEN_TRY(const bool found, row.step());
  if (!found) return OldPart{};
  MIEN_TRY(const ObjectKey blob, blob_at(row, 0));
  return OldPart{blob, static_cast<std::uint64_t>(row.integer(1))};
}

/// @param old  the part that is replaced, if there is one
Result<void> check_quota(Connection& connection, const UploadRow& upload, const OldPart& old, std::uint64_t bytes,
                         const MultipartStore::PartQuota& quota) {
  const std::uint64_t other_bytes = upload.bytes - old.bytes;
  if (other_bytes + bytes > quota.upload_bytes_max)
    return fail(ErrorCode::kObjectTooLarge, "Your proposed upload exceeds the maximum allowed object size.");
  MIEN_TRY(Statement row,
           connection.query("SELECT object_bytes + part_bytes, part_count FROM buckets WHERE id = ?1", upload.bucket));
  MIEN_TRY(const bool found, row.step());
  if (!found) return damaged("upload's bucket");
  if (static_cast<std::uint64_t>(row.integer(0)) - upload.bytes + other_bytes + bytes > quota.bucket_bytes_max)
    return fail(ErrorCode::kQuotaExceeded, "The bucket may hold no more bytes.");
  if (!old.blob && static_cast<std::uint64_t>(row.integer(1)) >= quota.bucket_parts_max)
    return fail(ErrorCode::kQuotaExceeded, "The bucket may hold no more parts of uploads that are not completed.");
  return {};
}

Result<void> write_part(Connection& connection, const UploadId& id, const UploadPart& part) {
  MIEN_TRY(Statement insert,
           connection.query("INSERT INTO parts (upload, number, blob, bytes, etag, modified_ms, checksum) "
                            "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (upload, number) DO UPDATE SET "
                            "blob = excluded.blob, bytes = excluded.bytes, etag = excluded.etag, "
                            "modified_ms = excluded.modified_ms, checksum = excluded.checksum",
                            bytes_of(id.uuid), part.number, bytes_of(part.blob.uuid), part.bytes, part.etag,
                            to_ms(part.modified)));
  if (part.checksum)
    insert.bind(std::string_view(*part.checksum));
  else
    insert.bind(nullptr);
  return insert.run();
}

bool same_parts(std::span<const UploadPart> a, std::span<const UploadPart> b) {
  return std::ranges::equal(a, b, {}, &UploadPart::blob, &UploadPart::blob);
}

}  // namespace

Result<void> Multipart::create(const MultipartUpload& upload) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(const BucketRow bucket, bucket_row(connection, upload.bucket));
    if (bucket.upload_count >= limits::kUploadsPerBucketMax)
      return fail(ErrorCode::kQuotaExceeded, "The bucket may have no more uploads that are not completed.");
    MIEN_TRY(Statement insert,
             connection.query("INSERT INTO uploads (upload_id, bucket, path, headers, metadata, checksum_type, "
                              "initiated_ms, actor, checksum_algorithm) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                              bytes_of(upload.id.uuid), bucket.id, upload.path.text(),
                              encode_text_map(upload.properties.headers), encode_text_map(upload.properties.metadata),
                              std::to_underlying(upload.checksum_type), to_ms(upload.initiated), upload.actor));
    if (upload.checksum_algorithm)
      insert.bind(std::to_underlying(*upload.checksum_algorithm));
    else
      insert.bind(nullptr);
    MIEN_TRY_VOID(insert.run());
    return count_bucket(connection, bucket.id, {.uploads = 1});
  });
}

Result<MultipartUpload> Multipart::find(const BucketName& bucket, const ObjectPath& path, const UploadId& id) const {
  return pool_.read([&](Connection& connection) -> Result<MultipartUpload> {
    MIEN_TRY(const BucketRow its_bucket, bucket_row(connection, bucket));
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_UPLOAD "WHERE upload_id = ?1 AND bucket = ?2 AND path = ?3",
                                             bytes_of(id.uuid), its_bucket.id, path.text()));
    MIEN_TRY(const bool found, row.step());
    if (!found) return no_upload();
    return upload_at(row, bucket);
  });
}

Result<std::optional<ObjectKey>> Multipart::put_part(const UploadId& id, const UploadPart& part,
                                                     const PartQuota& quota) {
  return pool_.write([&](Connection& connection) -> Result<std::optional<ObjectKey>> {
    MIEN_TRY(const UploadRow upload, upload_row(connection, id));
    MIEN_TRY(const OldPart old, old_part(connection, id, part.number));
    MIEN_TRY_VOID(check_quota(connection, upload, old, part.bytes, quota));
    MIEN_TRY_VOID(write_part(connection, id, part));
    const auto added = static_cast<std::int64_t>(part.bytes) - static_cast<std::int64_t>(old.bytes);
    MIEN_TRY_VOID(
        connection.run("UPDATE uploads SET bytes = bytes + ?2 WHERE upload_id = ?1", bytes_of(id.uuid), added));
    MIEN_TRY_VOID(count_bucket(connection, upload.bucket, {.part_bytes = added, .parts = old.blob ? 0 : 1}));
    return old.blob;
  });
}

Result<std::vector<UploadPart>> Multipart::parts(const UploadId& id) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<UploadPart>> {
    MIEN_TRY_VOID(upload_row(connection, id));
    return parts_of(connection, id);
  });
}

Result<std::vector<MultipartUpload>> Multipart::list(const BucketName& bucket) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<MultipartUpload>> {
    MIEN_TRY(const BucketRow its_bucket, bucket_row(connection, bucket));
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_UPLOAD "WHERE bucket = ?1 ORDER BY path, initiated_ms, upload_id",
                                             its_bucket.id));
    std::vector<MultipartUpload> uploads;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return uploads;
      MIEN_TRY(MultipartUpload upload, upload_at(row, bucket));
      uploads.push_back(std::move(upload));
    }
  });
}

Result<PutResult> Multipart::complete(const UploadId& id, std::span<const UploadPart> parts, const PutRow& row,
                                      const TasksOf& tasks_of) {
  return pool_.erase([&](Connection& connection) -> Result<PutResult> {
    MIEN_TRY(const UploadRow upload, upload_row(connection, id));
    MIEN_TRY(const std::vector<UploadPart> stored, parts_of(connection, id));
    if (!same_parts(stored, parts)) return fail(ErrorCode::kChangedMeanwhile, "Parts of the upload were replaced.");
    // First, because parts count against the bucket's quota as the object does.
    MIEN_TRY(const std::vector<ObjectKey> blobs, delete_upload(connection, id, upload.bucket));
    MIEN_TRY(PutResult result, put_object(connection, row, tasks_of));
    result.unreferenced.insert(result.unreferenced.end(), blobs.begin(), blobs.end());
    return result;
  });
}

Result<std::vector<ObjectKey>> Multipart::abort(const UploadId& id) {
  return pool_.erase([&](Connection& connection) -> Result<std::vector<ObjectKey>> {
    MIEN_TRY(const UploadRow upload, upload_row(connection, id));
    return delete_upload(connection, id, upload.bucket);
  });
}

Result<std::vector<UploadId>> Multipart::abandoned(Timestamp not_before, std::size_t limit) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<UploadId>> {
    MIEN_TRY(Statement row, connection.query("SELECT upload_id FROM uploads WHERE initiated_ms < ?1 "
                                             "ORDER BY initiated_ms LIMIT ?2",
                                             to_ms(not_before), limit));
    std::vector<UploadId> ids;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return ids;
      MIEN_TRY(const Uuid id, uuid_at(row, 0));
      ids.push_back({id});
    }
  });
}

}  // namespace mien::sqlite
