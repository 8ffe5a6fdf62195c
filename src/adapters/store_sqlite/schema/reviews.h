#pragma once

namespace mien::sqlite {

/// Part of version 5 of the schema: what is at the border (ports/reviews.h), and what the operator chose.
inline constexpr const char* kReviewTables = R"sql(
CREATE TABLE reviews (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  event_id BLOB NOT NULL UNIQUE CHECK (length(event_id) = 16),
  at_ms INTEGER NOT NULL,
  collection TEXT NOT NULL,
  matched INTEGER NOT NULL CHECK (matched IN (0, 1)),
  person_id TEXT NOT NULL,
  similarity REAL NOT NULL,
  threshold REAL NOT NULL,
  box_left REAL NOT NULL,
  box_top REAL NOT NULL,
  box_width REAL NOT NULL,
  box_height REAL NOT NULL,
  object BLOB CHECK (object IS NULL OR length(object) = 16),
  state INTEGER NOT NULL CHECK (state IN (0, 1, 2)),
  closed_by TEXT NOT NULL,
  closed_ms INTEGER
) STRICT;
CREATE INDEX reviews_by_state ON reviews (state <> 0, at_ms);
CREATE INDEX reviews_by_person ON reviews (collection, person_id);
CREATE INDEX reviews_by_time ON reviews (at_ms);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace mien::sqlite
