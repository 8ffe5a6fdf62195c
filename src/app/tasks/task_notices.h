#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <map>
#include <mutex>

#include "core/patience.h"
#include "ports/tasks.h"

namespace mien::app {

/// Tells who waits for a task that it has got on. Thread-safe.
class TaskNotices {
 public:
  /// Somebody who waits for one task, and hears of it from the first moment on. So nothing is missed by who makes it,
  /// then looks at the task, and then waits. For one thread.
  class Waiter {
   public:
    Waiter(TaskNotices& notices, const TaskId& task) : notices_(notices) {
      const std::scoped_lock lock(notices_.mutex_);
      at_ = notices_.waiters_.emplace(task, this);
    }
    ~Waiter() {
      const std::scoped_lock lock(notices_.mutex_);
      notices_.waiters_.erase(at_);
    }
    Waiter(const Waiter&) = delete;
    Waiter& operator=(const Waiter&) = delete;

    /// Until the task has got on since the last call, or the first moment; the patience is over; or `until`.
    void wait(const Patience& patience, Patience::TimePoint until) {
      std::unique_lock lock(notices_.mutex_);
      told_.wait_until(lock, patience.gone(), std::min(until, patience.deadline()), [&] { return is_told_; });
      is_told_ = false;
    }

   private:
    friend class TaskNotices;
    TaskNotices& notices_;
    std::multimap<TaskId, Waiter*>::iterator at_;  ///< Guarded by the notices' mutex, as what is below.
    bool is_told_ = false;
    std::condition_variable_any told_;
  };

  void tell(const TaskId& task) noexcept {
    const std::scoped_lock lock(mutex_);
    for (auto [at, end] = waiters_.equal_range(task); at != end; ++at) {
      at->second->is_told_ = true;
      at->second->told_.notify_all();  // With the mutex held: it may go as soon as it has that.
    }
  }
  /// How many wait.
  std::size_t waiters() const {
    const std::scoped_lock lock(mutex_);
    return waiters_.size();
  }

 private:
  mutable std::mutex mutex_;
  std::multimap<TaskId, Waiter*> waiters_;  ///< Guarded by mutex_.
};

}  // namespace mien::app
