#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace mien::app {

/// When a task is tried again that did not come off.
struct RetryPolicy {
  std::uint32_t attempts_max = 10;  ///< Then it has failed.
  std::chrono::milliseconds first_delay{1000};
  std::chrono::milliseconds delay_max{std::chrono::minutes{10}};

  /// Doubles with each attempt.
  /// @param attempts  that ended, at least one.
  std::chrono::milliseconds delay_after(std::uint32_t attempts) const {
    const std::uint32_t doublings = std::min<std::uint32_t>(attempts - 1, 20);
    return std::min<std::chrono::milliseconds>(first_delay * (std::int64_t{1} << doublings), delay_max);
  }
};

}  // namespace mien::app
