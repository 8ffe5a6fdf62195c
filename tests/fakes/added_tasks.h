#pragma once

#include <mutex>
#include <span>
#include <vector>

#include "ports/tasks.h"

namespace mien::fakes {

/// Keeps the tasks that are added, and nothing else: for those who only add some.
class AddedTasks : public TaskStore {
 public:
  std::vector<NewTask> added() const {
    const std::scoped_lock lock(mutex_);
    return added_;
  }
  Result<void> add(std::span<const NewTask> tasks) override {
    const std::scoped_lock lock(mutex_);
    added_.insert(added_.end(), tasks.begin(), tasks.end());
    return {};
  }
  Result<std::vector<Task>> claim(TaskKind, Timestamp, Timestamp, std::size_t) override { return none(); }
  Result<std::optional<Timestamp>> next_due(TaskKind) const override { return none(); }
  Result<void> advance(const Progress&, std::span<const NewTask>) override { return none(); }
  Result<void> note(const TaskId&, std::string_view, Timestamp) override { return none(); }
  Result<void> retry(const TaskId&, Timestamp) override { return none(); }
  Result<Task> find(const TaskId&) const override { return none(); }
  Result<Page<Task>> list(const Filter&, const PageRequest&) const override { return none(); }
  Result<std::uint64_t> waiting(TaskKind) const override { return none(); }
  Result<std::size_t> purge(Timestamp) override { return none(); }

 private:
  static std::unexpected<Error> none() { return fail(ErrorCode::kUnavailable, "Tasks can only be added here."); }
  mutable std::mutex mutex_;
  std::vector<NewTask> added_;
};

}  // namespace mien::fakes
