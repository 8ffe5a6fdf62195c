#pragma once

namespace mien::sqlite {

/// Part of version 4 of the schema: work that is owed (ports/tasks.h). Whatever changes a task gives it the next change
/// number (ports/timeline.h); that is left to triggers, so that no statement can forget it.
inline constexpr const char* kTaskTables = R"sql(
CREATE TABLE tasks (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  task_id BLOB NOT NULL UNIQUE CHECK (length(task_id) = 16),
  kind INTEGER NOT NULL CHECK (kind IN (0, 1, 2)),
  target TEXT NOT NULL,
  once_key TEXT NOT NULL,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  payload TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  state INTEGER NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2, 3, 4)),
  attempts INTEGER NOT NULL DEFAULT 0,
  due_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  outcome TEXT NOT NULL DEFAULT '',
  reason TEXT NOT NULL DEFAULT '',
  result TEXT NOT NULL DEFAULT '',
  change INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, target, once_key)
) STRICT;
CREATE INDEX tasks_waiting ON tasks (kind, due_ms, sequence) WHERE state = 0;
CREATE INDEX tasks_waiting_objects ON tasks (bucket, key, sequence) WHERE state = 0;
CREATE INDEX tasks_by_object ON tasks (bucket, key, sequence);
CREATE INDEX tasks_by_state ON tasks (kind, state, sequence) WHERE state IN (2, 3, 4);
CREATE INDEX tasks_settled ON tasks (updated_ms) WHERE state <> 0;
CREATE INDEX tasks_by_change ON tasks (kind, change);

CREATE TABLE task_changes (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  change INTEGER NOT NULL
) STRICT;
INSERT INTO task_changes VALUES (1, 0);
CREATE TRIGGER tasks_added AFTER INSERT ON tasks BEGIN
  UPDATE task_changes SET change = change + 1;
  UPDATE tasks SET change = (SELECT change FROM task_changes) WHERE sequence = new.sequence;
END;
CREATE TRIGGER tasks_changed
AFTER UPDATE OF bucket, key, state, attempts, due_ms, updated_ms, outcome, reason, result ON tasks BEGIN
  UPDATE task_changes SET change = change + 1;
  UPDATE tasks SET change = (SELECT change FROM task_changes) WHERE sequence = new.sequence;
END;
)sql";

}  // namespace mien::sqlite
