#pragma once

#include <string>

#include "core/limits.h"
#include "ports/http.h"

namespace mien::api {

/// For answers that mean "later": how long a client had better wait.
inline HttpHeader retry_after() { return {"Retry-After", std::to_string(limits::kRetryAfter.count())}; }

}  // namespace mien::api
