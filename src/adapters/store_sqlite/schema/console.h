#pragma once

namespace mien::sqlite {

/// Part of version 5 of the schema: who signs in to the console (ports/operators.h).
inline constexpr const char* kConsoleTables = R"sql(
CREATE TABLE operators (
  name TEXT PRIMARY KEY,
  access_key_id TEXT NOT NULL UNIQUE REFERENCES access_keys (access_key_id) ON DELETE CASCADE,
  created_ms INTEGER NOT NULL,
  password_hash TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sign_in_links (
  token_sha256 BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),
  operator TEXT UNIQUE REFERENCES operators (name) ON DELETE CASCADE,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
  token_sha256 BLOB PRIMARY KEY CHECK (length(token_sha256) = 32),
  name TEXT NOT NULL,
  access_key_id TEXT NOT NULL,
  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
  locked INTEGER NOT NULL CHECK (locked IN (0, 1)),
  created_ms INTEGER NOT NULL,
  seen_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

/// Part of version 5 of the schema: faces that belong to nobody are found among many that do not.
inline constexpr const char* kFacesOfNobody =
    "CREATE INDEX faces_of_nobody ON faces (collection) WHERE person IS NULL;";

/// Part of version 5 of the schema: how many events there were of each kind in each hour since 1970.
inline constexpr const char* kEventCounts = R"sql(
CREATE TABLE event_counts (
  hour INTEGER NOT NULL,
  collection TEXT NOT NULL,
  action TEXT NOT NULL,
  outcome TEXT NOT NULL,
  count INTEGER NOT NULL,
  PRIMARY KEY (hour, collection, action, outcome)
) STRICT, WITHOUT ROWID;
INSERT INTO event_counts SELECT at_ms / 3600000, collection, action, outcome, count(*) FROM events GROUP BY 1, 2, 3, 4;
)sql";

}  // namespace mien::sqlite
