#include "adapters/store_sqlite/buckets.h"

#include "adapters/store_sqlite/bucket_rows.h"
#include "adapters/store_sqlite/rows.h"
#include "adapters/store_sqlite/text_lists.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

Result<Bucket> bucket_at(const Statement& row) {
  auto name = BucketName::parse(row.text(0));
  if (!name) return damaged("bucket name");
  return Bucket{.name = *std::move(name), .region = std::string(row.text(1)), .created = from_ms(row.integer(2))};
}

Result<std::vector<CorsRule>> cors_of(Connection& connection, std::int64_t bucket) {
  MIEN_TRY(Statement row, connection.query("SELECT rule_id, origins, methods, headers, exposed, max_age_s "
                                           "FROM cors_rules WHERE bucket = ?1 ORDER BY position",
                                           bucket));
  std::vector<CorsRule> rules;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return rules;
    rules.push_back({.id = std::string(row.text(0)),
                     .origins = from_lines(row.text(1)),
                     .methods = from_lines(row.text(2)),
                     .headers = from_lines(row.text(3)),
                     .exposed = from_lines(row.text(4))});
    if (!row.is_null(5)) rules.back().max_age_s = static_cast<std::uint32_t>(row.integer(5));
  }
}

Result<std::vector<NotificationRule>> notifications_of(Connection& connection, std::int64_t bucket) {
  MIEN_TRY(Statement row, connection.query("SELECT rule_id, function_arn, events, prefix, suffix "
                                           "FROM notification_rules WHERE bucket = ?1 ORDER BY position",
                                           bucket));
  std::vector<NotificationRule> rules;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return rules;
    rules.push_back({.id = std::string(row.text(0)),
                     .function_arn = std::string(row.text(1)),
                     .events = from_lines(row.text(2)),
                     .prefix = std::string(row.text(3)),
                     .suffix = std::string(row.text(4))});
  }
}

Result<void> write_cors(Connection& connection, std::int64_t bucket, const std::vector<CorsRule>& rules) {
  MIEN_TRY_VOID(connection.run("DELETE FROM cors_rules WHERE bucket = ?1", bucket));
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const CorsRule& rule = rules[i];
    MIEN_TRY(Statement insert,
             connection.query("INSERT INTO cors_rules (bucket, position, rule_id, origins, methods, headers, exposed, "
                              "max_age_s) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                              bucket, i, rule.id, to_lines(rule.origins), to_lines(rule.methods),
                              to_lines(rule.headers), to_lines(rule.exposed)));
    if (rule.max_age_s)
      insert.bind(*rule.max_age_s);
    else
      insert.bind(nullptr);
    MIEN_TRY_VOID(insert.run());
  }
  return {};
}

Result<void> write_notifications(Connection& connection, std::int64_t bucket,
                                 const std::vector<NotificationRule>& rules) {
  MIEN_TRY_VOID(connection.run("DELETE FROM notification_rules WHERE bucket = ?1", bucket));
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const NotificationRule& rule = rules[i];
    MIEN_TRY_VOID(
        connection.run("INSERT INTO notification_rules (bucket, position, rule_id, function_arn, events, prefix, "
                       "suffix) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                       bucket, i, rule.id, rule.function_arn, to_lines(rule.events), rule.prefix, rule.suffix));
  }
  return {};
}

Result<std::vector<UploadId>> uploads_of(Connection& connection, std::int64_t bucket) {
  MIEN_TRY(Statement row, connection.query("SELECT upload_id FROM uploads WHERE bucket = ?1", bucket));
  std::vector<UploadId> ids;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return ids;
    MIEN_TRY(const Uuid id, uuid_at(row, 0));
    ids.push_back({id});
  }
}

}  // namespace

Result<void> Buckets::create(const Bucket& bucket, const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    if (const auto existing = bucket_row(connection, bucket.name))
      return fail(ErrorCode::kAlreadyExists, "The bucket exists.");
    else if (existing.error().code != ErrorCode::kBucketNotFound)
      return std::unexpected(existing.error());
    {
      MIEN_TRY(Statement row, connection.query("SELECT count(*) FROM buckets"));
      MIEN_TRY_VOID(row.step());
      if (static_cast<std::size_t>(row.integer(0)) >= limits::kBucketsMax)
        return fail(ErrorCode::kQuotaExceeded, "There may be no more buckets.");
    }
    MIEN_TRY_VOID(connection.run("INSERT INTO buckets (name, region, created_ms) VALUES (?1, ?2, ?3)",
                                 bucket.name.text(), bucket.region, to_ms(bucket.created)));
    return append_event(connection, event);
  });
}

Result<Bucket> Buckets::find(const BucketName& name) const {
  return pool_.read([&](Connection& connection) -> Result<Bucket> {
    MIEN_TRY(Statement row,
             connection.query("SELECT name, region, created_ms FROM buckets WHERE name = ?1", name.text()));
    MIEN_TRY(const bool found, row.step());
    if (!found) return fail(ErrorCode::kBucketNotFound, "The specified bucket does not exist");
    return bucket_at(row);
  });
}

Result<std::vector<Bucket>> Buckets::list() const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<Bucket>> {
    MIEN_TRY(Statement row, connection.query("SELECT name, region, created_ms FROM buckets ORDER BY name"));
    std::vector<Bucket> buckets;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return buckets;
      MIEN_TRY(Bucket bucket, bucket_at(row));
      buckets.push_back(std::move(bucket));
    }
  });
}

Result<std::vector<ObjectKey>> Buckets::remove(const BucketName& name, const AuditEvent& event) {
  return pool_.erase([&](Connection& connection) -> Result<std::vector<ObjectKey>> {
    MIEN_TRY(const BucketRow bucket, bucket_row(connection, name));
    if (bucket.object_count > 0) return fail(ErrorCode::kBucketNotEmpty, "The bucket you tried to delete is not empty");
    MIEN_TRY(const std::vector<UploadId> uploads, uploads_of(connection, bucket.id));
    std::vector<ObjectKey> blobs;
    for (const UploadId& upload : uploads) {
      MIEN_TRY(const auto parts, delete_upload(connection, upload, bucket.id));
      blobs.insert(blobs.end(), parts.begin(), parts.end());
    }
    MIEN_TRY_VOID(connection.run("DELETE FROM buckets WHERE id = ?1", bucket.id));
    MIEN_TRY_VOID(append_event(connection, event));
    return blobs;
  });
}

Result<BucketRules> Buckets::rules(const BucketName& name) const {
  return pool_.read([&](Connection& connection) -> Result<BucketRules> {
    MIEN_TRY(const BucketRow bucket, bucket_row(connection, name));
    BucketRules rules;
    MIEN_TRY(rules.cors, cors_of(connection, bucket.id));
    MIEN_TRY(rules.notifications, notifications_of(connection, bucket.id));
    return rules;
  });
}

Result<void> Buckets::set_rules(const BucketName& name, const BucketRules& rules) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(const BucketRow bucket, bucket_row(connection, name));
    MIEN_TRY_VOID(write_cors(connection, bucket.id, rules.cors));
    return write_notifications(connection, bucket.id, rules.notifications);
  });
}

}  // namespace mien::sqlite
