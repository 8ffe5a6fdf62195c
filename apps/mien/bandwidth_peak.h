#pragma once

#include <cstddef>

namespace mien::cli {

/// What the memory gives to plain reading with some threads at once, in 1e9 bytes a second: the ceiling of whatever
/// reads much and computes little. Best of several passes over 512 MB, far more than any cache. Takes about a second.
/// @throws std::bad_alloc
double measure_read_bandwidth_gbs(std::size_t threads);

}  // namespace mien::cli
