#pragma once

#include <functional>
#include <string_view>

#include "app/tasks/task_workers.h"
#include "periodic_thread.h"
#include "ports/log.h"

namespace mien::cli {

/// What workers tell goes to the log: neither objects' keys nor names are among it.
/// @param event    what the log calls it
/// @param settled  called once a task is settled; does not throw
app::TaskWorkers::OnReport report_to(Log& log, std::string_view event, std::function<void()> settled = [] {});

/// For a thread of its own that fails at what it does: the log is told why.
OnThrow warns_of(std::string_view event, Log& log);

}  // namespace mien::cli
