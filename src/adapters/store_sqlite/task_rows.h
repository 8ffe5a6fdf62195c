#pragma once

#include <span>

#include "adapters/store_sqlite/database.h"
#include "ports/tasks.h"

namespace mien::sqlite {

/// Inside a write transaction: adds those that are new by (kind, target, once_key).
Result<void> insert_tasks(Connection& connection, std::span<const NewTask> tasks);
/// @errors kNotFound
Result<void> set_result(Connection& connection, const TaskId& id, std::string_view result, Timestamp now);

}  // namespace mien::sqlite
