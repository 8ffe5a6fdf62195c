#pragma once

#include <map>
#include <mutex>
#include <string>

#include "adapters/store_sqlite/pool.h"
#include "ports/tasks.h"

namespace mien::sqlite {

/// TaskStore over SQLite. Claims are kept in memory: one process at a time has the file. Thread-safe. Borrows the pool.
class Tasks final : public TaskStore {
 public:
  explicit Tasks(Pool& pool) : pool_(pool) {}
  Result<std::size_t> add(std::span<const NewTask> tasks) override;
  Result<std::vector<Task>> claim(TaskKind kind, Timestamp now, std::size_t limit) override;
  void release(const TaskId& id) noexcept override;
  Result<std::optional<Timestamp>> next_due(TaskKind kind) const override;
  Result<void> advance(const Progress& progress, std::span<const NewTask> following) override;
  Result<void> note(const TaskId& id, std::string_view result, Timestamp now, Durable durable) override;
  Result<void> retry(const TaskId& id, Timestamp now) override;
  Result<Task> find(const TaskId& id) const override;
  Result<Page<Task>> list(const Filter& filter, const PageRequest& page) const override;
  Result<std::uint64_t> waiting(TaskKind kind) const override;
  Result<std::size_t> purge(Timestamp not_before) override;

 private:
  /// Under claims_mutex_. Whether nobody works on it, nor on another task of the same object.
  bool is_free(const TaskId& id, const std::string& object) const;

  Pool& pool_;
  mutable std::mutex claims_mutex_;
  std::map<TaskId, std::string> claims_;  ///< With the object that each is about. Guarded by claims_mutex_.
};

}  // namespace mien::sqlite
