#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "ports/page.h"

/// Work that is owed: what has to follow from something that was acknowledged, written in the same transaction as that
/// and done later, though the process ends in between.
namespace mien {

using TaskId = UuidOf<struct TaskTag>;

/// What kind of work it is; each has its own workers (app/tasks).
enum class TaskKind : std::uint8_t {
  kIntake,    ///< Process an uploaded picture.
  kFunction,  ///< Invoke a function with an event.
  kWebhook,   ///< Tell another server what was decided.
};

enum class TaskState : std::uint8_t {
  kWaiting,  ///< For its turn, or for its next attempt.
  kDone,
  kRefused,  ///< Looked at and not accepted; a repetition would end the same.
  kFailed,   ///< Given up after the last attempt: the dead-letter list.
};

/// What a task is about. Any of its fields may be empty where the kind has no use for it.
struct NewTask {
  TaskId id;
  TaskKind kind = TaskKind::kIntake;
  std::string target;  ///< Name of the intake, function or webhook.
  /// One task of a kind and target exists for one such text: a second is not added, whoever tries. Up to
  /// limits::kTaskKeyBytesMax bytes.
  std::string once_key;
  std::string bucket;        ///< Of the object that it is about.
  std::string key;           ///< Likewise.
  std::string payload_json;  ///< What the kind's worker needs besides; nobody else reads it.
  Timestamp created{};
};

struct Task {
  NewTask what;
  std::uint64_t sequence = 0;  ///< In the order in which they were added, rising.
  TaskState state = TaskState::kWaiting;
  std::uint32_t attempts = 0;  ///< That ended, and did not settle it.
  Timestamp due{};             ///< Of the next attempt; the worker's business while it waits only.
  Timestamp updated{};
  std::string outcome;  ///< Of a settled one: a code of a fixed set. Of a waiting one: why the last attempt failed.
  std::string reason;   ///< For people: why.
  std::string progress_json;  ///< Steps that are done and must not be repeated; the worker's own words.
};

/// The rows of tasks. Thread-safe; every write is durable once it returns, but for claim(). Adapter: store_sqlite.
class TaskStore {
 public:
  virtual ~TaskStore() = default;

  /// Adds those that are new by (kind, target, once_key), all together. @errors kUnavailable
  virtual Result<void> add(std::span<const NewTask> tasks) = 0;

  /// The next `limit` waiting tasks of the kind that are due and not claimed, oldest first, which are claimed until
  /// `until`. A claim ends with the process; it is no promise that survives power loss. Tasks of one `bucket` and `key`
  /// are given out one after the other, in the order of their sequence.
  virtual Result<std::vector<Task>> claim(TaskKind kind, Timestamp now, Timestamp until, std::size_t limit) = 0;
  /// When the next unclaimed task of the kind is due; nullopt: there is none.
  virtual Result<std::optional<Timestamp>> next_due(TaskKind kind) const = 0;

  /// What becomes of a claimed task; its claim ends with it, but for `kStep`.
  struct Progress {
    TaskId id;
    TaskState state = TaskState::kWaiting;
    Timestamp due{};  ///< Of the next attempt, where it is still waiting.
    Timestamp now{};
    bool counts_as_attempt = true;
    std::string outcome{};
    std::string reason{};
    std::optional<std::string> progress_json{};  ///< Replaces what was there.
  };
  /// Writes progress, and adds the tasks that follow from it, in one transaction. @errors kNotFound, kUnavailable
  virtual Result<void> advance(const Progress& progress, std::span<const NewTask> following) = 0;
  /// Replaces the progress of a task that goes on: a step was done. @errors kNotFound, kUnavailable
  virtual Result<void> note(const TaskId& id, std::string_view progress_json, Timestamp now) = 0;
  /// A refused or failed task waits again, as if new but for its progress.
  /// @errors kNotFound, kChangedMeanwhile (it is waiting or done), kUnavailable
  virtual Result<void> retry(const TaskId& id, Timestamp now) = 0;

  virtual Result<Task> find(const TaskId& id) const = 0;
  struct Filter {
    std::optional<TaskKind> kind{};
    std::optional<TaskState> state{};
    std::string target{};  ///< Empty: any.
    std::string bucket{};  ///< Likewise.
    std::string key{};     ///< Likewise.
  };
  /// Newest first. @errors kInvalidPageToken
  virtual Result<Page<Task>> list(const Filter& filter, const PageRequest& page) const = 0;
  /// How many of the kind are waiting.
  virtual Result<std::uint64_t> waiting(TaskKind kind) const = 0;
  /// Forgets settled tasks that were updated before `not_before`; how many. In bounded slices.
  virtual Result<std::size_t> purge(Timestamp not_before) = 0;
};

std::string_view name_of(TaskKind kind);    ///< "intake", "function", "webhook".
std::string_view name_of(TaskState state);  ///< "waiting", "done", "refused", "failed".

}  // namespace mien
