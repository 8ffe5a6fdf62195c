#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <stop_token>
#include <string_view>
#include <thread>
#include <vector>

#include "app/tasks/retry_policy.h"
#include "app/tasks/task_handler.h"
#include "app/tasks/task_notices.h"
#include "ports/clock.h"
#include "ports/tasks.h"

namespace mien::app {

/// Threads that do the tasks of one kind as they fall due. What a handler throws counts as a failed attempt. Ends as it
/// goes: attempts at work are asked to stop and waited for.
class TaskWorkers {
 public:
  struct Options {
    TaskKind kind = TaskKind::kIntake;
    std::size_t threads = 1;
    RetryPolicy retry{};
    /// Nothing is waited for longer than that without a look, in case the clock was set.
    std::chrono::milliseconds look_again{std::chrono::seconds{30}};
    std::chrono::milliseconds trouble_pause{std::chrono::seconds{1}};  ///< After the store failed.
  };
  /// Told of what the operator should know: a settled task, an attempt that failed, a store that does not answer.
  struct Report {
    const Task* task = nullptr;  ///< None: it is about the store.
    TaskState state = TaskState::kWaiting;
    std::string_view outcome;
    std::string_view detail;  ///< For the log only.
    std::chrono::nanoseconds took{};
  };
  using OnReport = std::function<void(const Report&)>;

  /// All borrowed; they outlive this object.
  struct Ports {
    TaskStore& tasks;
    const Clock& clock;
    TaskHandler& handler;
    TaskNotices& notices;
  };
  TaskWorkers(Ports ports, Options options, OnReport on_report);
  TaskWorkers(const TaskWorkers&) = delete;
  TaskWorkers& operator=(const TaskWorkers&) = delete;
  ~TaskWorkers() { stop(); }

  /// There may be new tasks.
  void wake() noexcept;
  /// Returns once nobody works any more.
  void stop() noexcept;

 private:
  void work(const std::stop_token& stop);
  void report(const Report& report) const noexcept;
  /// Whether there was a task.
  Result<bool> do_next(const std::stop_token& stop);
  Attempt attempt(const Task& task, const std::stop_token& stop);
  /// Fails it where it was the last attempt, and adds what follows where the task is settled.
  void conclude(const Task& task, Attempt& attempt);
  TaskStore::Progress progress_of(const Task& task, const Attempt& attempt) const;
  std::uint32_t attempts_after(const Task& task, const Attempt& attempt) const {
    return task.attempts + (attempt.counts ? 1 : 0);
  }
  void wait(std::uint64_t seen, const std::stop_token& stop);

  Ports ports_;
  Options options_;
  OnReport on_report_;
  std::mutex mutex_;
  std::condition_variable_any woken_;   ///< For those who have no work: one of them is woken at a time.
  std::condition_variable_any paused_;  ///< Nobody wakes those who have met with trouble, who would sleep on.
  std::uint64_t wakes_ = 0;             ///< Guarded by mutex_.
  std::vector<std::jthread> threads_;   ///< Last: they use the others.
};

}  // namespace mien::app
