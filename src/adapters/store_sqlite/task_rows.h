#pragma once

#include <span>

#include "adapters/store_sqlite/database.h"
#include "ports/tasks.h"

namespace mien::sqlite {

/// Adds those that are new by (kind, target, once_key), inside the caller's write transaction.
Result<void> insert_tasks(Connection& connection, std::span<const NewTask> tasks);

}  // namespace mien::sqlite
