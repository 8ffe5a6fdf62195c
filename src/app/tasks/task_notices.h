#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "core/patience.h"

namespace mien::app {

/// Tells who waits for tasks that one of them has got on. Thread-safe.
class TaskNotices {
 public:
  /// A number that rises with every notice.
  std::uint64_t last() const {
    const std::scoped_lock lock(mutex_);
    return last_;
  }
  void tell() noexcept {
    {
      const std::scoped_lock lock(mutex_);
      ++last_;
    }
    told_.notify_all();
  }
  /// Until there is a notice after `seen`, the patience is over, or `until`. @return the last notice
  std::uint64_t wait(std::uint64_t seen, const Patience& patience, Patience::TimePoint until) {
    std::unique_lock lock(mutex_);
    told_.wait_until(lock, patience.gone(), std::min(until, patience.deadline()), [&] { return last_ > seen; });
    return last_;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable_any told_;
  std::uint64_t last_ = 0;
};

}  // namespace mien::app
