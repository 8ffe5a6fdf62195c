#include "adapters/store_sqlite/task_rows.h"

#include <utility>

#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {

Result<void> insert_tasks(Connection& connection, std::span<const NewTask> tasks) {
  for (const NewTask& task : tasks) {
    const std::int64_t created = to_ms(task.created);
    MIEN_TRY_VOID(
        connection.run("INSERT INTO tasks (task_id, kind, target, once_key, bucket, key, payload_json, "
                       "created_ms, due_ms, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, ?8) "
                       "ON CONFLICT DO NOTHING",
                       bytes_of(task.id.uuid), std::to_underlying(task.kind), task.target, task.once_key, task.bucket,
                       task.key, task.payload_json, created));
  }
  return {};
}

}  // namespace mien::sqlite
