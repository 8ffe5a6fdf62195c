#pragma once

namespace mien::sqlite {

/// Part of version 4 of the schema: what set-up calls leave (ports/functions.h).
inline constexpr const char* kFunctionTables = R"sql(
CREATE TABLE service_roles (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role_id BLOB NOT NULL CHECK (length(role_id) = 16),
  path TEXT NOT NULL,
  trust_policy_json TEXT NOT NULL,
  description TEXT NOT NULL,
  session_s_max INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE service_role_policies (
  role INTEGER NOT NULL REFERENCES service_roles (id),
  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
  name TEXT NOT NULL,
  document_json TEXT NOT NULL,
  PRIMARY KEY (role, kind, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE functions (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  runtime TEXT NOT NULL,
  handler TEXT NOT NULL,
  role_arn TEXT NOT NULL,
  description TEXT NOT NULL,
  timeout_s INTEGER NOT NULL,
  memory_mb INTEGER NOT NULL,
  object BLOB NOT NULL UNIQUE CHECK (length(object) = 16),
  code_sha256 BLOB NOT NULL CHECK (length(code_sha256) = 32),
  code_bytes INTEGER NOT NULL,
  revision BLOB NOT NULL CHECK (length(revision) = 16),
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE function_environment (
  function INTEGER NOT NULL REFERENCES functions (id) ON DELETE CASCADE,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (function, name)
) STRICT, WITHOUT ROWID;
CREATE TABLE function_permissions (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  function INTEGER NOT NULL REFERENCES functions (id) ON DELETE CASCADE,
  statement_id TEXT NOT NULL,
  action TEXT NOT NULL,
  principal TEXT NOT NULL,
  source_arn TEXT NOT NULL,
  source_account TEXT NOT NULL,
  UNIQUE (function, statement_id)
) STRICT;
)sql";

}  // namespace mien::sqlite
