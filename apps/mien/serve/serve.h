#pragma once

#include "config.h"

namespace mien::cli {

/// Runs the service until SIGTERM or SIGINT, then drains. Returns the exit code.
int serve(const ServeConfig& config);

}  // namespace mien::cli
