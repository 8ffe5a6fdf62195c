#pragma once

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
  kOpen,     ///< Announced: its object may be uploaded, once, until it is `due`.
};

/// What a task is about. Any of its fields may be empty where the kind has no use for it.
struct NewTask {
  TaskId id;
  TaskKind kind = TaskKind::kIntake;
  std::string target;  ///< Name of the intake, function or webhook.
  /// One task of a kind and target exists for one such text: a second is not added, whoever tries. Up to
  /// limits::kTaskKeyBytesMax bytes.
  std::string once_key;
  std::string bucket{};   ///< Of the object that it is about.
  std::string key{};      ///< Likewise.
  std::string payload{};  ///< What the kind's worker needs besides; nobody else reads it.
  Timestamp created{};
  /// When it may first be attempted; for one that is announced, until when its object may come. None: at once.
  std::optional<Timestamp> due{};
  enum class Begin : std::uint8_t {
    kWaiting,
    kOpen,  ///< It is announced only.
    /// It was announced, under this id: it waits from now, and `payload` is put behind what it has. Where it is not
    /// open any more, or overdue by `created`, the whole write fails with kAccessDenied.
    kOpened,
  };
  Begin begin = Begin::kWaiting;
};

struct Task {
  NewTask what;
  std::uint64_t sequence = 0;  ///< In the order in which they were added, rising.
  TaskState state = TaskState::kWaiting;
  std::uint32_t attempts = 0;  ///< That ended, and did not settle it.
  Timestamp due{};             ///< Of the next attempt; the worker's business while it waits only.
  Timestamp updated{};
  std::string outcome{};  ///< Of a settled one: a code of a fixed set. Of a waiting one: why the last attempt failed.
  std::string reason{};   ///< For people: why.
  std::string result{};   ///< What it came to, as far as that is known; the kind's own words.
};

/// The rows of tasks. Thread-safe; every write is durable once it returns, but for advance() and note() where
/// they say so. Adapter: store_sqlite.
class TaskStore {
 public:
  virtual ~TaskStore() = default;

  /// Adds those that are new by (kind, target, once_key), all together.
  /// @return how many were new, or began that were announced
  /// @errors kAccessDenied (NewTask::Begin::kOpened), kUnavailable
  virtual Result<std::size_t> add(std::span<const NewTask> tasks) = 0;

  /// The next `limit` waiting tasks of the kind that are due and not claimed, in the order in which they are due. They
  /// are claimed until advance() or the end of the process. Tasks of one target, bucket and key are given out one after
  /// the other, in the order of their sequence: what was uploaded last is processed last. But for events of functions,
  /// of which each is for itself, as with AWS: one that fails holds up no other.
  virtual Result<std::vector<Task>> claim(TaskKind kind, Timestamp now, std::size_t limit) = 0;
  /// Ends a claim of a task that was not worked on.
  virtual void release(const TaskId& id) noexcept = 0;
  /// When the next task of the kind that is not claimed is due; nullopt: there is none.
  virtual Result<std::optional<Timestamp>> next_due(TaskKind kind) const = 0;

  /// What an attempt came to.
  struct Progress {
    TaskId id;
    TaskState state = TaskState::kWaiting;
    Timestamp due{};  ///< Of the next attempt, where it is still waiting.
    Timestamp now{};
    bool counts_as_attempt = true;
    std::string outcome{};
    std::string reason{};
    std::optional<std::string> result{};  ///< Replaces what was there.
  };
  /// Writes progress, and adds the tasks that follow from it, in one transaction. The claim ends, whatever comes of it.
  /// Durable on return where tasks follow; else with the next write that is: a loss of power may undo it, and then the
  /// attempt is made again, as after an end of the process between work and progress.
  /// @errors kNotFound, kUnavailable
  virtual Result<void> advance(const Progress& progress, std::span<const NewTask> following) = 0;
  enum class Durable : std::uint8_t {
    kOnReturn,
    kWithNextWrite,  ///< The next step is a durable write to the same store.
  };
  /// Replaces the result of a task that goes on: a step was done that must not be repeated.
  /// @errors kNotFound, kUnavailable
  virtual Result<void> note(const TaskId& id, std::string_view result, Timestamp now,
                            Durable durable = Durable::kOnReturn) = 0;
  /// A refused or failed task waits again, as if new but for its result.
  /// @errors kNotFound, kNotRetryable (it is open, waiting or done), kUnavailable
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
  /// Forgets settled tasks that were updated before `not_before`, and open ones that were due then; how many. In
  /// bounded slices.
  virtual Result<std::size_t> purge(Timestamp not_before) = 0;
};

constexpr std::string_view name_of(TaskKind kind) {
  switch (kind) {
    case TaskKind::kIntake:
      return "intake";
    case TaskKind::kFunction:
      return "function";
    case TaskKind::kWebhook:
      break;
  }
  return "webhook";
}

constexpr std::string_view name_of(TaskState state) {
  switch (state) {
    case TaskState::kWaiting:
      return "waiting";
    case TaskState::kDone:
      return "done";
    case TaskState::kRefused:
      return "refused";
    case TaskState::kFailed:
      return "failed";
    case TaskState::kOpen:
      break;
  }
  return "open";
}

}  // namespace mien
