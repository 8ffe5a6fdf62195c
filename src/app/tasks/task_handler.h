#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/patience.h"
#include "ports/tasks.h"

namespace mien::app {

/// What one attempt at a task came to.
struct Attempt {
  TaskState state = TaskState::kDone;  ///< kWaiting: it is to be tried again.
  std::string outcome{};               ///< A code of a fixed set; see Task::outcome.
  std::string reason{};                ///< For people.
  std::optional<std::string> result{};
  std::vector<NewTask> following{};  ///< Added with it, in one transaction.
  /// Where it is to be tried again: whether that is held against it. What says nothing about the task does not count,
  /// such as an engine that is busy.
  bool counts = true;
  /// Likewise: how long it waits at least, whatever the policy says.
  std::chrono::milliseconds pause{0};
};

/// Does the tasks of one kind. Thread-safe: several attempts run at once, at most one for each task. An attempt may be
/// repeated though it was finished, where the process ended before that was written: what it does must have the same
/// effect then.
class TaskHandler {
 public:
  virtual ~TaskHandler() = default;
  /// @param patience  over when the service stops; the task is then tried again by the next process.
  virtual Attempt attempt(const Task& task, const Patience& patience) = 0;
  /// What follows from a task that is settled, besides what its last attempt said: added in the transaction that
  /// settles it. Also asked where the attempts have run out, or the last one threw. Quick, without I/O.
  /// @param settled  done, refused or failed
  virtual std::vector<NewTask> follow_up(const Task& /*task*/, const Attempt& /*settled*/) { return {}; }
};

}  // namespace mien::app
