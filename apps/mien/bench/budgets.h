#pragma once

#include <string>

#include "bench/append_formatted.h"

namespace mien::cli {

/// What the design allows on each of two kinds of core.
struct CoreBudget {
  double zen5;
  double intel;
  std::string text() const {
    std::string out;
    append_formatted(out, "%g on Zen 5, %g on an Intel server core of 188 GFLOP/s", zen5, intel);
    return out;
  }
};

// Budgets of the design, which the reports hold against what they found.
inline constexpr CoreBudget kEngineMsMax{6, 9};               ///< From JPEG to embedding, largest face, on one core.
inline constexpr double kEngineRestMsMax = 1;                 ///< Of it, all but nets and JPEG decoder.
inline constexpr CoreBudget kSearchesPerSecondMin{300, 200};  ///< Over HTTP, with two cores, of 100,000 faces.
inline constexpr double kRequestRestMsMax = 0.5;              ///< Of a request, all but engine and index.
inline constexpr double kTailMax = 3;                         ///< p99 over p50 at kTailLoad of the peak.
inline constexpr double kTailLoad = 0.7;
inline constexpr double kGoodputShareMin = 0.9;  ///< Of the peak, under overload.
inline constexpr double kRefusalMsMax = 50;      ///< p99, under overload.

}  // namespace mien::cli
