#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "ports/tasks.h"

namespace mien::fakes {

/// TaskStore over a map and a mutex; passes the contract suite. Nothing survives it.
class MemoryTasks final : public TaskStore {
 public:
  Result<std::size_t> add(std::span<const NewTask> tasks) override;
  Result<std::vector<Task>> claim(TaskKind kind, Timestamp now, std::size_t limit) override;
  void release(const TaskId& id) noexcept override;
  Result<std::optional<Timestamp>> next_due(TaskKind kind) const override;
  Result<void> advance(const Progress& progress, std::span<const NewTask> following) override;
  Result<void> note(const TaskId& id, std::string_view result, Timestamp now, Durable) override;
  Result<void> retry(const TaskId& id, Timestamp now) override;
  /// How often find() and claim() were called.
  std::size_t times_found() const;
  std::size_t times_claimed() const;
  Result<Task> find(const TaskId& id) const override;
  Result<Page<Task>> list(const Filter& filter, const PageRequest& page) const override;
  Result<std::uint64_t> waiting(TaskKind kind) const override;
  Result<std::size_t> purge(Timestamp not_before) override;

  /// What a Timeline tells of tasks: each as it is, by the number of its last change.
  Result<std::vector<std::pair<std::uint64_t, Task>>> changed_after(TaskKind kind, std::uint64_t number,
                                                                    std::size_t limit) const;
  Result<std::uint64_t> last_change() const;

  /// While down, every function fails with kUnavailable and does nothing but end claims.
  void set_down(bool down);

 private:
  Result<void> check_up() const;
  Result<Task*> row(const TaskId& id);
  Result<std::size_t> insert(std::span<const NewTask> tasks);
  void note_change(const Task& task);
  /// Whether another of its object has to be done first, or is at work.
  bool is_held_up(const Task& task) const;
  std::vector<const Task*> due(TaskKind kind) const;
  static bool fits(const Task& task, const Filter& filter);

  mutable std::mutex mutex_;
  std::map<std::uint64_t, Task> tasks_;  ///< By sequence.
  std::set<TaskId> claims_;
  std::map<std::uint64_t, std::uint64_t> changes_;  ///< The last of each task, by sequence.
  std::uint64_t last_sequence_ = 0;
  std::uint64_t last_change_ = 0;
  bool down_ = false;
  mutable std::size_t times_found_ = 0;
  std::size_t times_claimed_ = 0;
};

}  // namespace mien::fakes
