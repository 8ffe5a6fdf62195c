#pragma once

#include <optional>
#include <string>

namespace mien::cli {

/// What a core can do at most in products of small numbers that are summed in larger ones, as nets do them.
struct DotPeak {
  double gops = 0;           ///< 1e9 multiplications and additions a second on the calling thread's core.
  std::string instructions;  ///< What reached it: "avx512_vnni", "avx_vnni", "avx2 maddubs", "avx512_bf16".
};

/// Bytes into 32-bit sums. Best of several runs; the sums are checked. nullopt where the CPU has none of the
/// instructions above.
std::optional<DotPeak> measure_int8_peak();
/// bfloat16 into float32 sums, in the same way; nullopt where the CPU has no instruction for it.
std::optional<DotPeak> measure_bf16_peak();

}  // namespace mien::cli
