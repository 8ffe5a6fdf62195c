#pragma once

namespace mien::sqlite {

/// Part of version 4 of the schema: what people left in buckets and tables (ports/traces.h). That an owner goes is
/// noted by triggers, in the transaction in which it goes, whichever statement removes it.
inline constexpr const char* kTraceTables = R"sql(
CREATE TABLE traces (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL CHECK (kind IN (0, 1)),
  source TEXT NOT NULL,
  container TEXT NOT NULL,
  key TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  person INTEGER,
  face INTEGER,
  lost INTEGER NOT NULL CHECK (lost IN (0, 1)),
  UNIQUE (kind, source, container, key)
) STRICT;
CREATE INDEX traces_by_person ON traces (person) WHERE lost = 0;
CREATE INDEX traces_by_face ON traces (face) WHERE lost = 0 AND face IS NOT NULL;
CREATE INDEX traces_lost ON traces (id) WHERE lost = 1;
CREATE TRIGGER people_leave_traces AFTER DELETE ON people BEGIN
  UPDATE traces SET lost = 1 WHERE person = old.id AND lost = 0;
END;
CREATE TRIGGER faces_leave_traces AFTER DELETE ON faces WHEN old.person IS NOT NULL BEGIN
  UPDATE traces SET lost = 1 WHERE face = old.sequence AND face IS NOT NULL AND lost = 0;
END;
)sql";

}  // namespace mien::sqlite
