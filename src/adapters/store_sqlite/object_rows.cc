#include "adapters/store_sqlite/object_rows.h"

#include <utility>

#include "adapters/store_sqlite/bucket_rows.h"
#include "adapters/store_sqlite/rows.h"
#include "adapters/store_sqlite/task_rows.h"
#include "adapters/store_sqlite/text_lists.h"

namespace mien::sqlite {
namespace {

/// The first text, bytewise, behind all that begin with `prefix`, which is not empty. Its last byte is part of UTF-8
/// and so never 0xFF.
std::string behind_all_with(std::string prefix) {
  prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

/// Where among all keys a listing begins. Nothing stands between a text and itself with a NUL behind it.
std::string first_key(const ObjectQuery& query) {
  if (query.after < query.prefix) return query.prefix;
  if (!query.after.empty() && query.after.starts_with(query.prefix) && !query.delimiter.empty()) {
    const auto cut = query.after.find(query.delimiter, query.prefix.size());
    // All that the common prefix stands for comes before the next entry.
    if (cut != std::string::npos) return behind_all_with(query.after.substr(0, cut + query.delimiter.size()));
  }
  if (query.after.empty()) return query.prefix;
  return query.after + '\0';
}

Result<ObjectSummary> summary_at(const Statement& row) {
  ObjectSummary summary{.bytes = static_cast<std::uint64_t>(row.integer(1)),
                        .etag = std::string(row.text(2)),
                        .modified = from_ms(row.integer(3))};
  MIEN_TRY(const auto algorithm, algorithm_at(row, 4));
  MIEN_TRY(const ChecksumType type, checksum_type_at(row, 5));
  if (algorithm) summary.checksum = {*algorithm, type};
  return summary;
}

/// Walks the keys of a bucket from one on; ends where keys no longer begin with the prefix.
class Walk {
 public:
  Walk(Connection& connection, std::int64_t bucket, const std::string& prefix)
      : connection_(connection), bucket_(bucket), prefix_(prefix) {}

  Result<std::optional<Statement>> rows_from(const std::string& key) {
    if (!prefix_.empty() && !(key < behind_all_with(prefix_))) return std::nullopt;
    if (prefix_.empty()) {
      MIEN_TRY(Statement rows, connection_.query("SELECT path, bytes, etag, modified_ms, checksum_algorithm, "
                                                 "checksum_type FROM objects WHERE bucket = ?1 AND path >= ?2 "
                                                 "ORDER BY path",
                                                 bucket_, key));
      return rows;
    }
    MIEN_TRY(Statement rows, connection_.query("SELECT path, bytes, etag, modified_ms, checksum_algorithm, "
                                               "checksum_type FROM objects WHERE bucket = ?1 AND path >= ?2 "
                                               "AND path < ?3 ORDER BY path",
                                               bucket_, key, behind_all_with(prefix_)));
    return rows;
  }

 private:
  Connection& connection_;
  std::int64_t bucket_;
  const std::string& prefix_;
};

/// Lists keys from `from` on until the page is full, the keys end, or a common prefix was listed. Gives where to go on
/// in the last case, else nothing.
Result<std::optional<std::string>> list_run(Walk& walk, const ObjectQuery& query, const std::string& from,
                                            ObjectListing& listing) {
  MIEN_TRY(std::optional<Statement> rows, walk.rows_from(from));
  while (rows) {
    MIEN_TRY(const bool found, rows->step());
    if (!found) break;
    listing.is_truncated = listing.entries.size() == query.limit;
    if (listing.is_truncated) break;
    const std::string path(rows->text(0));
    const auto cut = query.delimiter.empty() ? std::string::npos : path.find(query.delimiter, query.prefix.size());
    if (cut != std::string::npos) {
      std::string common = path.substr(0, cut + query.delimiter.size());
      std::string next = behind_all_with(common);
      listing.entries.push_back({.name = std::move(common)});
      return next;
    }
    MIEN_TRY(ObjectSummary summary, summary_at(*rows));
    listing.entries.push_back({.name = path, .object = std::move(summary)});
  }
  return std::nullopt;
}

Result<StoredObject> object_at(const Statement& row, const BucketName& bucket, const ObjectPath& path) {
  MIEN_TRY(const ObjectKey blob, blob_at(row, 0));
  MIEN_TRY(ObjectProperties properties, properties_at(row, 3));
  StoredObject object{.bucket = bucket,
                      .path = path,
                      .blob = blob,
                      .bytes = static_cast<std::uint64_t>(row.integer(1)),
                      .etag = std::string(row.text(2)),
                      .properties = std::move(properties),
                      .part_bytes = numbers_from(row.text(8)),
                      .modified = from_ms(row.integer(9)),
                      .sequence = static_cast<std::uint64_t>(row.integer(10))};
  MIEN_TRY(const auto algorithm, algorithm_at(row, 5));
  MIEN_TRY(const ChecksumType type, checksum_type_at(row, 6));
  if (algorithm) object.checksum = ObjectChecksum{*algorithm, type, std::string(row.text(7))};
  return object;
}

/// The bytes of the object that was there; its row is gone.
/// @param sequence  that it must have; 0: any
Result<std::optional<ObjectKey>> remove_row(Connection& connection, std::int64_t bucket, const ObjectPath& path,
                                            std::uint64_t sequence) {
  MIEN_TRY(Statement row, connection.query("DELETE FROM objects WHERE bucket = ?1 AND path = ?2 AND "
                                           "(?3 = 0 OR sequence = ?3) RETURNING blob, bytes",
                                           bucket, path.text(), sequence));
  MIEN_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  MIEN_TRY(const ObjectKey blob, blob_at(row, 0));
  const std::int64_t bytes = row.integer(1);
  MIEN_TRY_VOID(row.run());
  MIEN_TRY_VOID(count_bucket(connection, bucket, {.objects = -1, .object_bytes = -bytes}));
  return blob;
}

}  // namespace

Result<PutResult> ObjectRows::put(const PutRow& row, const TasksOf& tasks_of) {
  auto result = pool_.write([&](Connection& connection) { return put_object(connection, row, tasks_of); });
  if (result && !result->unreferenced.empty()) pool_.empty_log_of_removed();
  return result;
}

Result<StoredObject> ObjectRows::find(const BucketName& bucket, const ObjectPath& path) const {
  return pool_.read([&](Connection& connection) -> Result<StoredObject> {
    MIEN_TRY(const BucketRow its_bucket, bucket_row(connection, bucket));
    MIEN_TRY(Statement row,
             connection.query("SELECT blob, bytes, etag, headers, metadata, checksum_algorithm, checksum_type, "
                              "checksum, part_bytes, modified_ms, sequence FROM objects "
                              "WHERE bucket = ?1 AND path = ?2",
                              its_bucket.id, path.text()));
    MIEN_TRY(const bool found, row.step());
    if (!found) return fail(ErrorCode::kNotFound, "The specified key does not exist.");
    return object_at(row, bucket, path);
  });
}

Result<ObjectStore::Removal> ObjectRows::remove(const BucketName& bucket, std::span<const ObjectPath> paths,
                                                const ObjectEvent& pattern, const AuditEvent& event,
                                                const TasksOf& tasks_of) {
  auto removal = pool_.write([&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(const BucketRow its_bucket, bucket_row(connection, bucket));
    Removal out;
    ObjectEvent removed = pattern;
    for (const ObjectPath& path : paths) {
      MIEN_TRY(const std::optional<ObjectKey> blob, remove_row(connection, its_bucket.id, path, pattern.sequence));
      if (!blob) continue;
      out.unreferenced.push_back(*blob);
      removed.key = path.text();
      MIEN_TRY(removed.sequence, next_object_change(connection));
      const std::vector<NewTask> tasks = tasks_of(removed);
      MIEN_TRY_VOID(insert_tasks(connection, tasks));
      out.made_tasks = out.made_tasks || !tasks.empty();
    }
    if (!out.unreferenced.empty()) MIEN_TRY_VOID(append_event(connection, event));
    return out;
  });
  if (!removal || removal->unreferenced.empty()) return removal;
  if (pattern.sequence != 0)
    pool_.empty_log_soon();
  else
    pool_.empty_log_of_removed();
  return removal;
}

Result<ObjectListing> ObjectRows::list(const BucketName& bucket, const ObjectQuery& query) const {
  return pool_.read([&](Connection& connection) -> Result<ObjectListing> {
    MIEN_TRY(const BucketRow its_bucket, bucket_row(connection, bucket));
    ObjectListing listing;
    if (query.limit == 0) return listing;
    Walk walk(connection, its_bucket.id, query.prefix);
    std::optional<std::string> from = first_key(query);
    while (from) {
      MIEN_TRY(from, list_run(walk, query, *from, listing));
    }
    return listing;
  });
}

}  // namespace mien::sqlite
