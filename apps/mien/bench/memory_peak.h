#pragma once

#include <cstddef>

#include "core/result.h"

namespace mien::cli {

/// What the memory gives to plain loads and stores, far beyond the caches: the ceiling of a scan.
struct MemoryPeak {
  double read_gb_per_second = 0;
  double copy_gb_per_second = 0;  ///< Bytes read and bytes written; not the reading that a write brings about.
};

/// With `threads` at once, each on its part of the same memory. Best of several passes; the answers are checked.
/// @errors kUnavailable  there is not so much memory.
Result<MemoryPeak> measure_memory_peak(std::size_t threads);

/// How many bytes measure_memory_peak() reads in a pass: four times the largest cache, 256 MB to 1 GB.
std::size_t memory_peak_bytes();

}  // namespace mien::cli
