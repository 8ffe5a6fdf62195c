#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>

namespace mien::cli {

/// Told what was thrown. What it throws itself is dropped: there is nobody left to tell.
using OnThrow = std::function<void(std::string_view what)>;

/// Tells of the exception that is being handled.
void tell_thrown(const OnThrow& on_throw) noexcept;

/// Does `work`; what it throws, want of memory above all, is told instead of ending the process.
template <class Work>
void do_guarded(const Work& work, const OnThrow& on_throw) noexcept {
  try {
    work();
  } catch (...) {
    tell_thrown(on_throw);
  }
}

/// A thread that does its work again and again, `interval` after it was started and after each time that it was done.
/// What the work throws is told, and the work is tried again at the next interval; the waiting itself needs no memory.
/// Ends as it goes.
class PeriodicThread {
 public:
  /// Long work asks the token whether it shall end.
  using Work = std::function<void(const std::stop_token&)>;

  PeriodicThread(std::chrono::milliseconds interval, Work work, OnThrow on_throw);
  PeriodicThread(const PeriodicThread&) = delete;
  PeriodicThread& operator=(const PeriodicThread&) = delete;
  /// Returns once the work, if it was being done, is over; it is not begun any more.
  void stop();

 private:
  void run(const std::stop_token& stop);

  const std::chrono::milliseconds interval_;
  const Work work_;
  const OnThrow on_throw_;
  std::mutex mutex_;  ///< Guards nothing: only with one can a condition variable be waited for.
  std::condition_variable_any stopped_;
  std::jthread thread_;  ///< Last: it uses the others.
};

}  // namespace mien::cli
