#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace mien::http_server {

/// Threads that run handlers, behind a queue that never grows past its limit. Thread-safe.
class HandlerPool {
 public:
  using Job = std::move_only_function<void()>;  ///< Does not throw.

  /// A place in the queue, free again once this is destroyed. Must not outlive the pool.
  class Place {
   public:
    Place(Place&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
    Place& operator=(Place&&) = delete;
    ~Place() {
      if (taken_ != nullptr) --*taken_;
    }

   private:
    friend class HandlerPool;
    explicit Place(std::atomic<std::size_t>& taken) : taken_(&taken) {}
    std::atomic<std::size_t>* taken_;
  };

  HandlerPool(std::size_t threads, std::size_t queue_max);
  ~HandlerPool() { stop(); }
  HandlerPool(const HandlerPool&) = delete;
  HandlerPool& operator=(const HandlerPool&) = delete;

  /// Nullopt where the queue is full.
  [[nodiscard]] std::optional<Place> try_reserve();
  /// Queues the job; its place is free once a thread begins with it, or where this throws for want of memory.
  void submit(Place place, Job job);
  /// Destroys the jobs that wait, on the calling thread.
  void discard_queued();
  /// Waits for the jobs that run and drops those that wait; nothing runs afterwards.
  void stop();
  /// Until no job runs, or until the deadline.
  void wait_until_idle(std::chrono::steady_clock::time_point deadline);
  std::size_t running() const { return running_; }

 private:
  struct Waiting {
    Place place;
    Job job;
  };

  void work();
  /// With the mutex held. One thread wakes at a time and wakes the next where work is left: short jobs then mostly go
  /// to a thread that is awake already, which is far cheaper than waking one for each.
  bool should_wake();

  const std::size_t queue_max_;
  std::atomic<std::size_t> places_taken_ = 0;
  std::atomic<std::size_t> running_ = 0;
  std::mutex mutex_;  ///< Guards all below but the threads.
  std::condition_variable wake_;
  std::condition_variable none_runs_;
  std::deque<Waiting> queue_;
  std::size_t idle_ = 0;
  bool waking_ = false;  ///< A thread was told to wake and has not yet.
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace mien::http_server
