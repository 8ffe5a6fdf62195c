#pragma once

namespace mien::sqlite {

/// Part of version 4 of the schema: access keys (ports/keys.h).
inline constexpr const char* kKeyTables = R"sql(
CREATE TABLE access_keys (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  access_key_id TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  name TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER,
  sealed_secret BLOB NOT NULL
) STRICT;
)sql";

}  // namespace mien::sqlite
