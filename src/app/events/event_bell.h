#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>

namespace mien::app {

/// Wakes the one thread that follows the store. The store rings it after each commit, which costs next to nothing while
/// nobody follows; followers call it when they need the thread. Thread-safe.
class EventBell {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Something was committed.
  void ring() noexcept {
    const std::scoped_lock lock(mutex_);
    if (!rings_count_ || rung_) return;
    rung_ = true;
    woken_.notify_one();
  }
  /// Somebody has begun to follow, or has room again.
  void call() noexcept {
    const std::scoped_lock lock(mutex_);
    called_ = true;
    woken_.notify_one();
  }

  /// Forgets what was heard, and hears rings from here on. Whoever looks at the store afterwards sees what was rung for
  /// before.
  void begin() noexcept {
    const std::scoped_lock lock(mutex_);
    rings_count_ = true;
    rung_ = called_ = false;
  }
  /// Until begin(), rings wake nobody.
  void ignore_rings() noexcept {
    const std::scoped_lock lock(mutex_);
    rings_count_ = false;
  }
  enum class Heard : std::uint8_t { kNothing, kRing, kCall };
  /// Until a ring or call, the stop, or the moment, if there is one.
  Heard wait(const std::stop_token& stop, std::optional<TimePoint> until) {
    return wait_for([this] { return called_ || rung_; }, stop, until);
  }
  Heard wait_for_call(const std::stop_token& stop, std::optional<TimePoint> until) {
    return wait_for([this] { return called_; }, stop, until);
  }

 private:
  template <class Predicate>
  Heard wait_for(const Predicate& heard, const std::stop_token& stop, std::optional<TimePoint> until) {
    std::unique_lock lock(mutex_);
    const bool is_heard = until ? woken_.wait_until(lock, stop, *until, heard) : woken_.wait(lock, stop, heard);
    if (!is_heard) return Heard::kNothing;
    return called_ ? Heard::kCall : Heard::kRing;
  }

  std::mutex mutex_;  ///< Guards all below.
  std::condition_variable_any woken_;
  bool rings_count_ = false;
  bool rung_ = false;
  bool called_ = false;
};

}  // namespace mien::app
