#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace mien::http_server {

/// Threads that run handlers, behind a queue that never grows past its limit. Thread-safe.
class HandlerPool {
 public:
  using Job = std::move_only_function<void()>;  ///< Does not throw.

  HandlerPool(std::size_t threads, std::size_t queue_max);
  ~HandlerPool() { stop(); }
  HandlerPool(const HandlerPool&) = delete;
  HandlerPool& operator=(const HandlerPool&) = delete;

  /// Takes a place in the queue for a submit() that follows; false where there is none.
  [[nodiscard]] bool try_reserve();
  void submit(Job job);
  /// Destroys the jobs that wait, on the calling thread.
  void discard_queued();
  /// Waits for the jobs that run and drops those that wait; nothing runs afterwards.
  void stop();
  /// Until no job runs, or until the deadline.
  void wait_until_idle(std::chrono::steady_clock::time_point deadline);
  std::size_t running() const { return running_; }

 private:
  void work();
  /// With the mutex held. One thread wakes at a time and wakes the next where work is left: short jobs then mostly go
  /// to a thread that is awake already, which is far cheaper than waking one for each.
  bool should_wake();

  const std::size_t queue_max_;
  std::atomic<std::size_t> reserved_ = 0;  ///< Places taken in the queue.
  std::atomic<std::size_t> running_ = 0;
  std::mutex mutex_;  ///< Guards all below but the threads.
  std::condition_variable wake_;
  std::condition_variable none_runs_;
  std::deque<Job> queue_;
  std::size_t idle_ = 0;
  bool waking_ = false;  ///< A thread was told to wake and has not yet.
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace mien::http_server
