#pragma once

namespace mien::sqlite {

/// Part of version 4 of the schema: tables and their items (ports/tables.h). A table that was dropped keeps its row
/// until its items are purged.
inline constexpr const char* kItemTables = R"sql(
CREATE TABLE item_tables (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  table_id BLOB NOT NULL UNIQUE CHECK (length(table_id) = 16),
  name TEXT NOT NULL,
  partition_name TEXT NOT NULL,
  partition_type TEXT NOT NULL CHECK (partition_type IN ('S', 'N', 'B')),
  sort_name TEXT,
  sort_type TEXT CHECK (sort_type IN ('S', 'N', 'B')),
  read_units INTEGER,
  write_units INTEGER,
  deletion_protected INTEGER NOT NULL,
  created_ms INTEGER NOT NULL,
  item_count INTEGER NOT NULL DEFAULT 0 CHECK (item_count >= 0),
  bytes INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
  dropped INTEGER NOT NULL DEFAULT 0,
  CHECK ((sort_name IS NULL) = (sort_type IS NULL))
) STRICT;
CREATE UNIQUE INDEX item_tables_live ON item_tables (name) WHERE dropped = 0;
CREATE INDEX item_tables_dropped ON item_tables (id) WHERE dropped = 1;

CREATE TABLE items (
  id INTEGER PRIMARY KEY,
  item_table INTEGER NOT NULL REFERENCES item_tables (id),
  position INTEGER NOT NULL,
  partition BLOB NOT NULL,
  sort BLOB NOT NULL,
  bytes INTEGER NOT NULL,
  item BLOB NOT NULL,
  UNIQUE (item_table, position, partition, sort)
) STRICT;
)sql";

}  // namespace mien::sqlite
