#pragma once

#include <algorithm>
#include <chrono>
#include <limits>

namespace mien::cli {

/// Seconds of the fastest of `runs` calls: what the machine gives when nobody disturbs it.
template <class Work>
double best_seconds_of(int runs, const Work& work) {
  double best = std::numeric_limits<double>::max();
  for (int i = 0; i < runs; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

}  // namespace mien::cli
