#pragma once

#include <optional>
#include <string>

namespace mien::cli {

/// What a core can do at most in float32, measured: the yardstick for nets.
struct FmaPeak {
  double gflops = 0;         ///< 1e9 additions and multiplications a second on the calling thread's core.
  std::string instructions;  ///< The fused multiply-add that reached it: "avx512f", "avx2" or "neon".
};

/// Best of several runs of a few milliseconds each, so that a core that is also used by others is still measured well.
/// nullopt where the CPU has none of the instructions above.
std::optional<FmaPeak> measure_fma_peak();

}  // namespace mien::cli
