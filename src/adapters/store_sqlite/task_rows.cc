#include "adapters/store_sqlite/task_rows.h"

#include <utility>

#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {

namespace {

/// An announced task's object has come.
Result<void> open_task(Connection& connection, const NewTask& task) {
  MIEN_TRY_VOID(connection.run(
      "UPDATE tasks SET state = 0, payload = payload || ?2, bucket = ?3, key = ?4, due_ms = ?5, updated_ms = ?5 "
      "WHERE task_id = ?1 AND state = 4 AND due_ms >= ?5",
      bytes_of(task.id.uuid), task.payload, task.bucket, task.key, to_ms(task.created)));
  if (connection.changed() == 1) return {};
  return fail(ErrorCode::kAccessDenied, "Nothing may be uploaded here any more.");
}

Result<void> insert_task(Connection& connection, const NewTask& task) {
  const TaskState state = task.begin == NewTask::Begin::kOpen ? TaskState::kOpen : TaskState::kWaiting;
  return connection.run(
      "INSERT INTO tasks (task_id, kind, target, once_key, bucket, key, payload, created_ms, updated_ms, due_ms, "
      "state) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?9, ?10) ON CONFLICT (kind, target, once_key) DO NOTHING",
      bytes_of(task.id.uuid), std::to_underlying(task.kind), task.target, task.once_key, task.bucket, task.key,
      task.payload, to_ms(task.created), to_ms(task.due.value_or(task.created)), std::to_underlying(state));
}

}  // namespace

Result<Task> task_at(const Statement& row) {
  MIEN_TRY(const Uuid id, uuid_at(row, 1));
  const std::int64_t kind = row.integer(2);
  const std::int64_t state = row.integer(9);
  if (kind < 0 || kind > std::to_underlying(TaskKind::kWebhook) || state < 0 ||
      state > std::to_underlying(TaskState::kOpen))
    return damaged("task");
  return Task{.what = {.id = {id},
                       .kind = static_cast<TaskKind>(kind),
                       .target = std::string(row.text(3)),
                       .once_key = std::string(row.text(4)),
                       .bucket = std::string(row.text(5)),
                       .key = std::string(row.text(6)),
                       .payload = std::string(row.text(7)),
                       .created = from_ms(row.integer(8))},
              .sequence = static_cast<std::uint64_t>(row.integer(0)),
              .state = static_cast<TaskState>(state),
              .attempts = static_cast<std::uint32_t>(row.integer(10)),
              .due = from_ms(row.integer(11)),
              .updated = from_ms(row.integer(12)),
              .outcome = std::string(row.text(13)),
              .reason = std::string(row.text(14)),
              .result = std::string(row.text(15))};
}

Result<std::size_t> insert_tasks(Connection& connection, std::span<const NewTask> tasks) {
  std::size_t added = 0;
  for (const NewTask& task : tasks) {
    MIEN_TRY_VOID(task.begin == NewTask::Begin::kOpened ? open_task(connection, task) : insert_task(connection, task));
    added += static_cast<std::size_t>(connection.changed());
  }
  return added;
}

Result<void> set_result(Connection& connection, const TaskId& id, std::string_view result, Timestamp now) {
  MIEN_TRY_VOID(connection.run("UPDATE tasks SET result = ?2, updated_ms = ?3 WHERE task_id = ?1", bytes_of(id.uuid),
                               result, to_ms(now)));
  if (connection.changed() == 0) return fail(ErrorCode::kNotFound, "No such task.");
  return {};
}

}  // namespace mien::sqlite
