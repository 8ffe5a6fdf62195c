#include "app/tasks/task_workers.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace mien::app {

TaskWorkers::TaskWorkers(Ports ports, Options options, OnReport on_report)
    : ports_(ports), options_(options), on_report_(std::move(on_report)) {
  for (std::size_t i = 0; i < options_.threads; ++i)
    threads_.emplace_back([this](const std::stop_token& stop) { work(stop); });
}

void TaskWorkers::wake() noexcept {
  {
    const std::scoped_lock lock(mutex_);
    ++wakes_;
  }
  woken_.notify_one();
}

void TaskWorkers::stop() noexcept {
  for (std::jthread& thread : threads_) thread.request_stop();
  for (std::jthread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void TaskWorkers::work(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::uint64_t seen = 0;
    {
      const std::scoped_lock lock(mutex_);
      seen = wakes_;
    }
    try {
      const auto worked = do_next(stop);
      if (worked && *worked) continue;
      if (worked) {
        wait(seen, stop);
        continue;
      }
      const Error& error = worked.error();
      report({.outcome = "unavailable", .detail = error.detail.empty() ? error.message : error.detail});
    } catch (const std::exception& exception) {
      // Want of memory: what was claimed is given out again.
      report({.outcome = "unavailable", .detail = exception.what()});
    }
    std::unique_lock lock(mutex_);
    paused_.wait_for(lock, stop, options_.trouble_pause, [] { return false; });
  }
}

/// The work goes on though nobody can be told of it: where memory is short, the log throws, too.
void TaskWorkers::report(const Report& report) const noexcept {
  try {
    on_report_(report);
  } catch (const std::exception&) {
    return;
  }
}

Result<bool> TaskWorkers::do_next(const std::stop_token& stop) {
  MIEN_TRY(const std::vector<Task> claimed, ports_.tasks.claim(options_.kind, ports_.clock.now(), 1));
  if (claimed.empty()) return false;
  // There may be more than this one; and while it is worked on, another worker must know when the next one is due. So
  // workers wake each other for as long as there is work, and each task wakes one or two of them and not all.
  wake();
  const Task& task = claimed.front();
  const auto began = std::chrono::steady_clock::now();
  Attempt done;
  try {
    done = attempt(task, stop);
  } catch (const std::exception& exception) {
    done = {.state = TaskState::kWaiting, .outcome = "internal", .reason = "Internal error.", .result = {}};
    report({.task = &task, .outcome = done.outcome, .detail = exception.what()});
  }
  if (done.state == TaskState::kWaiting && stop.stop_requested()) {
    ports_.tasks.release(task.what.id);  // The next process finds it as it was.
    return true;
  }
  TaskStore::Progress progress;
  try {
    conclude(task, done);
    progress = progress_of(task, done);
  } catch (const std::exception&) {
    ports_.tasks.release(task.what.id);
    throw;
  }
  MIEN_TRY_VOID(ports_.tasks.advance(progress, done.following));
  report({.task = &task,
          .state = done.state,
          .outcome = done.outcome,
          .detail = done.reason,
          .took = std::chrono::steady_clock::now() - began});
  ports_.notices.tell(task.what.id);
  if (!done.following.empty()) wake();
  return true;
}

Attempt TaskWorkers::attempt(const Task& task, const std::stop_token& stop) {
  return ports_.handler.attempt(task, Patience(stop, Patience::TimePoint::max()));
}

void TaskWorkers::conclude(const Task& task, Attempt& attempt) {
  if (attempt.state == TaskState::kWaiting && attempts_after(task, attempt) >= options_.retry.attempts_max)
    attempt.state = TaskState::kFailed;
  if (attempt.state == TaskState::kWaiting) return;
  std::ranges::move(ports_.handler.follow_up(task, attempt), std::back_inserter(attempt.following));
}

TaskStore::Progress TaskWorkers::progress_of(const Task& task, const Attempt& attempt) const {
  const Timestamp now = ports_.clock.now();
  TaskStore::Progress progress{.id = task.what.id,
                               .state = attempt.state,
                               .due = now,
                               .now = now,
                               .counts_as_attempt = attempt.counts,
                               .outcome = attempt.outcome,
                               .reason = attempt.reason,
                               .result = attempt.result};
  if (attempt.state == TaskState::kWaiting)
    progress.due +=
        std::max(attempt.pause, options_.retry.delay_after(std::max<std::uint32_t>(attempts_after(task, attempt), 1)));
  return progress;
}

void TaskWorkers::wait(std::uint64_t seen, const std::stop_token& stop) {
  std::chrono::milliseconds pause = options_.look_again;
  if (const auto due = ports_.tasks.next_due(options_.kind); due && *due)
    pause = std::clamp<std::chrono::milliseconds>(**due - ports_.clock.now(), std::chrono::milliseconds{1}, pause);
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, stop, pause, [&] { return wakes_ != seen; });
}

}  // namespace mien::app
