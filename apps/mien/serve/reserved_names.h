#pragma once

#include <string>
#include <vector>

#include "config.h"

namespace mien::cli {

/// First segments of paths that are not buckets: the service's own, and those of the operator's routes.
std::vector<std::string> reserved_names(const ServeConfig& config);

}  // namespace mien::cli
