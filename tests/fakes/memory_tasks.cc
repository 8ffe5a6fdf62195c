#include "fakes/memory_tasks.h"

#include <algorithm>
#include <string>

namespace mien::fakes {

Result<std::size_t> MemoryTasks::add(std::span<const NewTask> tasks) {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  return insert(tasks);
}

Result<std::vector<Task>> MemoryTasks::claim(TaskKind kind, Timestamp now, std::size_t limit) {
  const std::scoped_lock lock(mutex_);
  ++times_claimed_;
  MIEN_TRY_VOID(check_up());
  std::vector<Task> out;
  for (const Task* task : due(kind)) {
    if (out.size() == limit || task->due > now) break;
    out.push_back(*task);
  }
  for (const Task& task : out) claims_.insert(task.what.id);
  return out;
}

void MemoryTasks::release(const TaskId& id) noexcept {
  const std::scoped_lock lock(mutex_);
  claims_.erase(id);
}

Result<std::optional<Timestamp>> MemoryTasks::next_due(TaskKind kind) const {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  const auto tasks = due(kind);
  if (tasks.empty()) return std::nullopt;
  return tasks.front()->due;
}

Result<void> MemoryTasks::advance(const Progress& progress, std::span<const NewTask> following) {
  const std::scoped_lock lock(mutex_);
  claims_.erase(progress.id);
  MIEN_TRY(Task* const task, row(progress.id));
  MIEN_TRY_VOID(insert(following));
  task->state = progress.state;
  task->due = progress.due;
  task->updated = progress.now;
  task->attempts += progress.counts_as_attempt ? 1 : 0;
  task->outcome = progress.outcome;
  task->reason = progress.reason;
  if (progress.result) task->result = *progress.result;
  note_change(*task);
  return {};
}

Result<void> MemoryTasks::note(const TaskId& id, std::string_view result, Timestamp now, Durable) {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY(Task* const task, row(id));
  task->result = result;
  task->updated = now;
  note_change(*task);
  return {};
}

Result<void> MemoryTasks::retry(const TaskId& id, Timestamp now) {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY(Task* const task, row(id));
  if (task->state != TaskState::kRefused && task->state != TaskState::kFailed)
    return fail(ErrorCode::kNotRetryable, "The task is open, waiting or done.");
  task->state = TaskState::kWaiting;
  task->attempts = 0;
  task->due = task->updated = now;
  task->outcome.clear();
  task->reason.clear();
  note_change(*task);
  return {};
}

std::size_t MemoryTasks::times_found() const {
  const std::scoped_lock lock(mutex_);
  return times_found_;
}

std::size_t MemoryTasks::times_claimed() const {
  const std::scoped_lock lock(mutex_);
  return times_claimed_;
}

Result<Task> MemoryTasks::find(const TaskId& id) const {
  const std::scoped_lock lock(mutex_);
  ++times_found_;
  MIEN_TRY(const Task* const task, const_cast<MemoryTasks*>(this)->row(id));
  return *task;
}

Result<Page<Task>> MemoryTasks::list(const Filter& filter, const PageRequest& page) const {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  const std::string listing = filter.target + '/' + filter.bucket + '/' + filter.key + '/' +
                              (filter.kind ? std::string(name_of(*filter.kind)) : "") + '/' +
                              (filter.state ? std::string(name_of(*filter.state)) : "") + '#';
  std::uint64_t before = ~std::uint64_t{0};
  if (!page.after.empty()) {
    if (!page.after.starts_with(listing)) return fail(ErrorCode::kInvalidPageToken, "No such page.");
    before = std::stoull(page.after.substr(listing.size()));
  }
  Page<Task> out;
  for (auto at = tasks_.rbegin(); at != tasks_.rend(); ++at) {
    const Task& task = at->second;
    if (at->first >= before || !fits(task, filter)) continue;
    if (out.items.size() == std::max<std::size_t>(page.limit, 1)) {
      out.next = listing + std::to_string(out.items.back().sequence);
      break;
    }
    out.items.push_back(task);
  }
  return out;
}

Result<std::uint64_t> MemoryTasks::waiting(TaskKind kind) const {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  return static_cast<std::uint64_t>(std::ranges::count_if(tasks_, [&](const auto& entry) {
    return entry.second.what.kind == kind && entry.second.state == TaskState::kWaiting;
  }));
}

Result<std::size_t> MemoryTasks::purge(Timestamp not_before) {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  return std::erase_if(tasks_, [&](const auto& entry) {
    const Task& task = entry.second;
    return task.state != TaskState::kWaiting && task.updated < not_before &&
           (task.state != TaskState::kOpen || task.due < not_before);
  });
}

Result<std::vector<std::pair<std::uint64_t, Task>>> MemoryTasks::changed_after(TaskKind kind, std::uint64_t number,
                                                                               std::size_t limit) const {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  std::map<std::uint64_t, Task> found;
  for (const auto& [sequence, task] : tasks_)
    if (const std::uint64_t change = changes_.at(sequence); change > number && task.what.kind == kind)
      found.emplace(change, task);
  std::vector<std::pair<std::uint64_t, Task>> out(found.begin(), found.end());
  if (out.size() > limit) out.resize(limit);
  return out;
}

Result<std::uint64_t> MemoryTasks::last_change() const {
  const std::scoped_lock lock(mutex_);
  MIEN_TRY_VOID(check_up());
  return last_change_;
}

void MemoryTasks::set_down(bool down) {
  const std::scoped_lock lock(mutex_);
  down_ = down;
}

Result<void> MemoryTasks::check_up() const {
  if (down_) return fail(ErrorCode::kUnavailable, "The store is down.");
  return {};
}

Result<Task*> MemoryTasks::row(const TaskId& id) {
  MIEN_TRY_VOID(check_up());
  const auto at = std::ranges::find_if(tasks_, [&](const auto& entry) { return entry.second.what.id == id; });
  if (at == tasks_.end()) return fail(ErrorCode::kNotFound, "No such task.");
  return &at->second;
}

Result<std::size_t> MemoryTasks::insert(std::span<const NewTask> tasks) {
  const auto may_be_opened = [&](const NewTask& task) {
    const auto open = row(task.id);
    return open && (*open)->state == TaskState::kOpen && (*open)->due >= task.created;
  };
  for (const NewTask& task : tasks)
    if (task.begin == NewTask::Begin::kOpened && !may_be_opened(task))
      return fail(ErrorCode::kAccessDenied, "Nothing may be uploaded here any more.");
  std::size_t added = 0;
  for (const NewTask& task : tasks) {
    if (task.begin == NewTask::Begin::kOpened) {
      Task& open = **row(task.id);
      open.state = TaskState::kWaiting;
      open.what.payload += task.payload;
      open.what.bucket = task.bucket;
      open.what.key = task.key;
      open.due = open.updated = task.created;
      note_change(open);
      ++added;
      continue;
    }
    const bool exists = std::ranges::any_of(tasks_, [&](const auto& entry) {
      const NewTask& other = entry.second.what;
      return other.kind == task.kind && other.target == task.target && other.once_key == task.once_key;
    });
    if (exists) continue;
    ++last_sequence_;
    tasks_[last_sequence_] = Task{.what = task,
                                  .sequence = last_sequence_,
                                  .state = task.begin == NewTask::Begin::kOpen ? TaskState::kOpen : TaskState::kWaiting,
                                  .due = task.due.value_or(task.created),
                                  .updated = task.created};
    note_change(tasks_[last_sequence_]);
    ++added;
  }
  return added;
}

void MemoryTasks::note_change(const Task& task) { changes_[task.sequence] = ++last_change_; }

bool MemoryTasks::is_held_up(const Task& task) const {
  if (task.what.bucket.empty()) return false;
  return std::ranges::any_of(tasks_, [&](const auto& entry) {
    const Task& other = entry.second;
    const bool is_first = other.state == TaskState::kWaiting && other.sequence < task.sequence;
    return (is_first || claims_.contains(other.what.id)) && other.what.kind == task.what.kind &&
           other.what.target == task.what.target && other.what.bucket == task.what.bucket &&
           other.what.key == task.what.key;
  });
}

std::vector<const Task*> MemoryTasks::due(TaskKind kind) const {
  std::vector<const Task*> out;
  for (const auto& [sequence, task] : tasks_)
    if (task.what.kind == kind && task.state == TaskState::kWaiting && !claims_.contains(task.what.id) &&
        (kind == TaskKind::kFunction || !is_held_up(task)))
      out.push_back(&task);
  std::ranges::stable_sort(out, {}, [](const Task* task) { return task->due; });
  return out;
}

bool MemoryTasks::fits(const Task& task, const Filter& filter) {
  return (!filter.kind || task.what.kind == *filter.kind) && (!filter.state || task.state == *filter.state) &&
         (filter.target.empty() || task.what.target == filter.target) &&
         (filter.bucket.empty() || task.what.bucket == filter.bucket) &&
         (filter.key.empty() || task.what.key == filter.key);
}

}  // namespace mien::fakes
