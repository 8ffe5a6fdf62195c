#pragma once

#include <span>

#include "adapters/store_sqlite/database.h"
#include "ports/tasks.h"

namespace mien::sqlite {

/// Columns of task_at, and the number of the last change.
#define MIEN_SQL_TASK                                                                                      \
  "SELECT t.sequence, t.task_id, t.kind, t.target, t.once_key, t.bucket, t.key, t.payload, t.created_ms, " \
  "t.state, t.attempts, t.due_ms, t.updated_ms, t.outcome, t.reason, t.result, t.change FROM tasks t "
Result<Task> task_at(const Statement& row);

/// Inside a write transaction: TaskStore::add().
Result<std::size_t> insert_tasks(Connection& connection, std::span<const NewTask> tasks);
/// @errors kNotFound
Result<void> set_result(Connection& connection, const TaskId& id, std::string_view result, Timestamp now);

}  // namespace mien::sqlite
