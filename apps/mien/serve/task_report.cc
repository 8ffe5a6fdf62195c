#include "serve/task_report.h"

#include <chrono>
#include <cstdint>
#include <utility>

namespace mien::cli {

app::TaskWorkers::OnReport report_to(Log& log, std::string_view event, std::function<void()> settled) {
  return [&log, event, settled = std::move(settled)](const app::TaskWorkers::Report& report) {
    if (report.task == nullptr) {
      log.warning("tasks_unavailable", {{"kind", event}, {"detail", report.detail}});
      return;
    }
    const bool is_trouble = report.state == TaskState::kWaiting || report.state == TaskState::kFailed;
    const auto took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(report.took).count();
    log.write(is_trouble ? Log::Level::kWarning : Log::Level::kInfo, event,
              {{"target", std::string_view(report.task->what.target)},
               {"state", name_of(report.state)},
               {"outcome", report.outcome},
               {"took_ms", std::int64_t{took_ms}}});
    if (report.state != TaskState::kWaiting) settled();
  };
}

OnThrow warns_of(std::string_view event, Log& log) {
  return [event, &log](std::string_view reason) { log.warning(event, {{"reason", reason}}); };
}

}  // namespace mien::cli
