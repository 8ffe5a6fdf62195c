#pragma once

#include <cstdint>

// A core needs as many sums in flight as its latency (4 or 5 cycles) times its units (2): twelve are enough, and with
// two factors still fit into AVX2's sixteen registers. The sums are named one by one, because an array would go to
// memory.
#define MIEN_TWELVE(step) \
  step(0) step(1) step(2) step(3) step(4) step(5) step(6) step(7) step(8) step(9) step(10) step(11)

namespace mien::cli {

inline constexpr double kSumsInFlight = 12;
inline constexpr std::int32_t kStepsOfRun = 1'000'000;  ///< Of each sum in a run.
inline constexpr int kRunsOfPeak = 7;                   ///< The best of them counts.

}  // namespace mien::cli
