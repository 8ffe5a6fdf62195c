#pragma once

namespace mien::sqlite {

/// Part of version 4 of the schema: buckets and their objects (ports/buckets.h).
inline constexpr const char* kBucketTables = R"sql(
CREATE TABLE object_changes (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  last INTEGER NOT NULL
) STRICT;
INSERT INTO object_changes VALUES (1, 0);

CREATE TABLE buckets (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL UNIQUE,
  region TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  object_count INTEGER NOT NULL DEFAULT 0 CHECK (object_count >= 0),
  object_bytes INTEGER NOT NULL DEFAULT 0 CHECK (object_bytes >= 0),
  upload_count INTEGER NOT NULL DEFAULT 0 CHECK (upload_count >= 0),
  part_bytes INTEGER NOT NULL DEFAULT 0 CHECK (part_bytes >= 0),
  part_count INTEGER NOT NULL DEFAULT 0 CHECK (part_count >= 0)
) STRICT;

CREATE TABLE cors_rules (
  bucket INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  rule_id TEXT NOT NULL,
  origins TEXT NOT NULL,
  methods TEXT NOT NULL,
  headers TEXT NOT NULL,
  exposed TEXT NOT NULL,
  max_age_s INTEGER,
  PRIMARY KEY (bucket, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE notification_rules (
  bucket INTEGER NOT NULL REFERENCES buckets (id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  rule_id TEXT NOT NULL,
  function_arn TEXT NOT NULL,
  events TEXT NOT NULL,
  prefix TEXT NOT NULL,
  suffix TEXT NOT NULL,
  PRIMARY KEY (bucket, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE objects (
  bucket INTEGER NOT NULL REFERENCES buckets (id),
  path TEXT NOT NULL,
  blob BLOB NOT NULL CHECK (length(blob) = 16),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  etag TEXT NOT NULL,
  headers TEXT NOT NULL,
  metadata TEXT NOT NULL,
  checksum_algorithm INTEGER CHECK (checksum_algorithm IN (0, 1, 2, 3, 4)),
  checksum_type INTEGER NOT NULL CHECK (checksum_type IN (0, 1)),
  checksum TEXT NOT NULL,
  part_bytes TEXT NOT NULL,
  modified_ms INTEGER NOT NULL,
  sequence INTEGER NOT NULL,
  PRIMARY KEY (bucket, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE uploads (
  upload_id BLOB PRIMARY KEY CHECK (length(upload_id) = 16),
  bucket INTEGER NOT NULL REFERENCES buckets (id),
  path TEXT NOT NULL,
  headers TEXT NOT NULL,
  metadata TEXT NOT NULL,
  checksum_algorithm INTEGER CHECK (checksum_algorithm IN (0, 1, 2, 3, 4)),
  checksum_type INTEGER NOT NULL CHECK (checksum_type IN (0, 1)),
  initiated_ms INTEGER NOT NULL,
  actor TEXT NOT NULL,
  bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX uploads_by_path ON uploads (bucket, path, initiated_ms);
CREATE INDEX uploads_by_time ON uploads (initiated_ms);

CREATE TABLE parts (
  upload BLOB NOT NULL REFERENCES uploads (upload_id),
  number INTEGER NOT NULL,
  blob BLOB NOT NULL CHECK (length(blob) = 16),
  bytes INTEGER NOT NULL CHECK (bytes >= 0),
  etag TEXT NOT NULL,
  checksum TEXT,
  modified_ms INTEGER NOT NULL,
  PRIMARY KEY (upload, number)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace mien::sqlite
