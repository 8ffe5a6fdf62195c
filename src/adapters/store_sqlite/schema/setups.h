#pragma once

namespace mien::sqlite {

/// Part of version 5 of the schema: what the console set up: intakes, webhooks.
inline constexpr const char* kSetupTables = R"sql(
CREATE TABLE setups (
  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
  name TEXT NOT NULL,
  settings TEXT NOT NULL,
  sealed_secret BLOB NOT NULL,
  PRIMARY KEY (kind, name)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace mien::sqlite
