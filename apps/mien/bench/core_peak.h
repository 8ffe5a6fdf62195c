#pragma once

#include <optional>
#include <string>

namespace mien::cli {

/// What a core can do at most in one kind of arithmetic, measured: the yardstick for nets.
struct CorePeak {
  double gops = 0;           ///< 1e9 multiplications and additions a second on the calling thread's core.
  std::string instructions;  ///< What reached it: "avx512f", "avx2", "neon", "avx512_vnni", "avx2 maddubs", ...
};

// Best of several runs of a few milliseconds each, so that a core that is also used by others is still measured well.
// nullopt where the CPU has no instruction for it.

/// Fused multiply-add in float32.
std::optional<CorePeak> measure_fp32_peak();
/// Products of bytes into 32-bit sums, as nets in int8 do them. The sums are checked.
std::optional<CorePeak> measure_int8_peak();
/// Products of bfloat16 into float32 sums, in the same way.
std::optional<CorePeak> measure_bf16_peak();

}  // namespace mien::cli
