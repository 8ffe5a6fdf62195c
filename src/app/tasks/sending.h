#pragma once

#include <string_view>

#include "app/tasks/task_handler.h"
#include "ports/http.h"

namespace mien::app {

/// What a request to another server came to, for the task that sent it. A status of the 200s is the only success, and
/// 410 Gone says that nothing more is wanted: that refuses the task. Everything else is tried again.
/// @param done  outcome of a success
Attempt attempt_of_sending(const Result<HttpResponse>& answer, std::string_view done);

}  // namespace mien::app
