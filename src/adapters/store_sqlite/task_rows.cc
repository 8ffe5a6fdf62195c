#include "adapters/store_sqlite/task_rows.h"

#include <utility>

#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {

Result<void> insert_tasks(Connection& connection, std::span<const NewTask> tasks) {
  for (const NewTask& task : tasks)
    MIEN_TRY_VOID(connection.run(
        "INSERT INTO tasks (task_id, kind, target, once_key, bucket, key, payload, created_ms, due_ms, "
        "updated_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8) ON CONFLICT (kind, target, once_key) DO NOTHING",
        bytes_of(task.id.uuid), std::to_underlying(task.kind), task.target, task.once_key, task.bucket, task.key,
        task.payload, to_ms(task.created)));
  return {};
}

Result<void> set_result(Connection& connection, const TaskId& id, std::string_view result, Timestamp now) {
  MIEN_TRY_VOID(connection.run("UPDATE tasks SET result = ?2, updated_ms = ?3 WHERE task_id = ?1", bytes_of(id.uuid),
                               result, to_ms(now)));
  if (connection.changed() == 0) return fail(ErrorCode::kNotFound, "No such task.");
  return {};
}

}  // namespace mien::sqlite
