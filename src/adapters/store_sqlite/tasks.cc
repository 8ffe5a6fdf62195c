#include "adapters/store_sqlite/tasks.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"
#include "adapters/store_sqlite/task_rows.h"

namespace mien::sqlite {
namespace {

// Waits, and nothing earlier about the same object does; of functions' events (kind 1) each is for itself.
#define MIEN_SQL_NEXT                                                                                            \
  "t.state = 0 AND t.kind = ?1 AND (t.kind = 1 OR t.bucket = '' OR NOT EXISTS (SELECT 1 FROM tasks e "           \
  "WHERE e.state = 0 AND e.bucket = t.bucket AND e.key = t.key AND e.sequence < t.sequence AND e.kind = t.kind " \
  "AND e.target = t.target)) "

/// Settled tasks that one purge forgets: more would keep the writer for too long.
constexpr std::size_t kPurgeSlice = 1000;

/// What tasks are about that are worked on one after the other; empty: one that stands for itself.
std::string object_of(TaskKind kind, std::string_view target, std::string_view bucket, std::string_view key) {
  if (kind == TaskKind::kFunction || bucket.empty()) return {};
  return std::string(target).append("\n").append(bucket).append("\n").append(key);
}

/// A claim ends, whatever comes of it.
class EndOfClaim {
 public:
  EndOfClaim(TaskStore& tasks, const TaskId& id) : tasks_(tasks), id_(id) {}
  ~EndOfClaim() { tasks_.release(id_); }
  EndOfClaim(const EndOfClaim&) = delete;
  EndOfClaim& operator=(const EndOfClaim&) = delete;

 private:
  TaskStore& tasks_;
  const TaskId& id_;
};

std::unexpected<Error> no_task() { return fail(ErrorCode::kNotFound, "No such task."); }

/// Listings of one object's tasks have an index of their own, as those of the few that were refused, failed or
/// announced have; the rest are filtered as they come.
Result<Statement> tasks_before(Connection& connection, const TaskStore::Filter& filter, std::int64_t before,
                               std::size_t count) {
#define MIEN_SQL_FILTER                                                                                          \
  "t.sequence < ?1 AND (?2 < 0 OR t.kind = ?2) AND (?3 < 0 OR t.state = ?3) AND (?4 = '' OR t.target = ?4) AND " \
  "(?6 = '' OR t.bucket = ?6) AND (?7 = '' OR t.key = ?7) ORDER BY t.sequence DESC LIMIT ?5"
  const std::int64_t kind = filter.kind ? std::to_underlying(*filter.kind) : -1;
  const std::int64_t state = filter.state ? std::to_underlying(*filter.state) : -1;
  const bool is_rare = filter.state && *filter.state != TaskState::kWaiting && *filter.state != TaskState::kDone;
  std::string_view sql = MIEN_SQL_TASK "WHERE " MIEN_SQL_FILTER;
  if (!filter.bucket.empty() && !filter.key.empty())
    sql = MIEN_SQL_TASK "WHERE t.bucket = ?6 AND t.key = ?7 AND " MIEN_SQL_FILTER;
  else if (filter.kind && is_rare)
    sql = MIEN_SQL_TASK "WHERE t.state IN (2, 3, 4) AND t.kind = ?2 AND t.state = ?3 AND " MIEN_SQL_FILTER;
  return connection.query(sql, before, kind, state, filter.target, count, filter.bucket, filter.key);
#undef MIEN_SQL_FILTER
}

}  // namespace

Result<std::size_t> Tasks::add(std::span<const NewTask> tasks) {
  return pool_.write([&](Connection& connection) { return insert_tasks(connection, tasks); });
}

bool Tasks::is_free(const TaskId& id, const std::string& object) const {
  if (claims_.contains(id)) return false;
  return object.empty() || std::ranges::none_of(claims_, [&](const auto& claim) { return claim.second == object; });
}

Result<std::vector<Task>> Tasks::claim(TaskKind kind, Timestamp now, std::size_t limit) {
  // Held while the rows are read: a task that is settled meanwhile must not be taken from an older snapshot.
  const std::scoped_lock lock(claims_mutex_);
  std::vector<Task> tasks;
  MIEN_TRY_VOID(pool_.read([&](Connection& connection) -> Result<void> {
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_TASK "WHERE " MIEN_SQL_NEXT
                                                           "AND t.due_ms <= ?2 ORDER BY t.due_ms, t.sequence LIMIT ?3",
                                             std::to_underlying(kind), to_ms(now), limit + 2 * claims_.size()));
    while (tasks.size() < limit) {
      MIEN_TRY(const bool more, row.step());
      if (!more) break;
      MIEN_TRY(Task task, task_at(row));
      if (is_free(task.what.id, object_of(kind, task.what.target, task.what.bucket, task.what.key)))
        tasks.push_back(std::move(task));
    }
    return {};
  }));
  for (const Task& task : tasks)
    claims_.emplace(task.what.id, object_of(kind, task.what.target, task.what.bucket, task.what.key));
  return tasks;
}

void Tasks::release(const TaskId& id) noexcept {
  const std::scoped_lock lock(claims_mutex_);
  claims_.erase(id);
}

Result<std::optional<Timestamp>> Tasks::next_due(TaskKind kind) const {
  const std::scoped_lock lock(claims_mutex_);
  return pool_.read([&](Connection& connection) -> Result<std::optional<Timestamp>> {
    MIEN_TRY(Statement row,
             connection.query("SELECT t.task_id, t.due_ms, t.target, t.bucket, t.key FROM tasks t WHERE " MIEN_SQL_NEXT
                              "ORDER BY t.due_ms, t.sequence LIMIT ?2",
                              std::to_underlying(kind), 2 * claims_.size() + 1));
    for (;;) {
      MIEN_TRY(const bool more, row.step());
      if (!more) return std::nullopt;
      MIEN_TRY(const Uuid id, uuid_at(row, 0));
      if (is_free(TaskId{id}, object_of(kind, row.text(2), row.text(3), row.text(4)))) return from_ms(row.integer(1));
    }
  });
}

Result<void> Tasks::advance(const Progress& progress, std::span<const NewTask> following) {
  const EndOfClaim end(*this, progress.id);
  const auto change = [&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(
        connection.run("UPDATE tasks SET state = ?2, due_ms = ?3, updated_ms = ?4, attempts = attempts + ?5, "
                       "outcome = ?6, reason = ?7, result = iif(?8, ?9, result) WHERE task_id = ?1",
                       bytes_of(progress.id.uuid), std::to_underlying(progress.state), to_ms(progress.due),
                       to_ms(progress.now), progress.counts_as_attempt ? 1 : 0, progress.outcome, progress.reason,
                       progress.result ? 1 : 0, progress.result.value_or("")));
    if (connection.changed() == 0) return no_task();
    MIEN_TRY_VOID(insert_tasks(connection, following));
    return {};
  };
  return following.empty() ? pool_.write_without_sync(change) : pool_.write(change);
}

Result<void> Tasks::note(const TaskId& id, std::string_view result, Timestamp now, Durable durable) {
  const auto set = [&](Connection& connection) { return set_result(connection, id, result, now); };
  return durable == Durable::kOnReturn ? pool_.write(set) : pool_.write_without_sync(set);
}

Result<void> Tasks::retry(const TaskId& id, Timestamp now) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(
        connection.run("UPDATE tasks SET state = 0, due_ms = ?2, updated_ms = ?2, attempts = 0, outcome = '', "
                       "reason = '' WHERE task_id = ?1 AND state IN (2, 3)",
                       bytes_of(id.uuid), to_ms(now)));
    if (connection.changed() > 0) return {};
    MIEN_TRY(Statement row, connection.query("SELECT 1 FROM tasks WHERE task_id = ?1", bytes_of(id.uuid)));
    MIEN_TRY(const bool exists, row.step());
    if (!exists) return no_task();
    return fail(ErrorCode::kNotRetryable,
                "The task is waiting or done; only one that was refused or failed can be "
                "tried again.");
  });
}

Result<Task> Tasks::find(const TaskId& id) const {
  return pool_.read([&](Connection& connection) -> Result<Task> {
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_TASK "WHERE t.task_id = ?1", bytes_of(id.uuid)));
    MIEN_TRY(const bool found, row.step());
    if (!found) return no_task();
    return task_at(row);
  });
}

Result<Page<Task>> Tasks::list(const Filter& filter, const PageRequest& page) const {
  Listing listing("tasks");
  listing.add(filter.kind ? name_of(*filter.kind) : "").add(filter.state ? name_of(*filter.state) : "");
  listing.add(filter.target).add(filter.bucket).add(filter.key);
  return pool_.read([&](Connection& connection) -> Result<Page<Task>> {
    MIEN_TRY(const auto token, read_page_token(listing, page.after));
    std::int64_t before = std::numeric_limits<std::int64_t>::max();
    if (token) {
      MIEN_TRY(before, cursor_number(*token, 0, 1));
    }
    const std::size_t limit = page_limit(page.limit);
    const PatienceGuard guard(connection, page.patience);
    MIEN_TRY(Statement row, tasks_before(connection, filter, before, limit + 1));
    Page<Task> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(Task task, task_at(row));
      before = static_cast<std::int64_t>(task.sequence);
      out.items.push_back(std::move(task));
    }
    out.next = make_page_token(listing, number_cursor(before));
    return out;
  });
}

Result<std::uint64_t> Tasks::waiting(TaskKind kind) const {
  return pool_.read([&](Connection& connection) -> Result<std::uint64_t> {
    MIEN_TRY(Statement row,
             connection.query("SELECT count(*) FROM tasks WHERE state = 0 AND kind = ?1", std::to_underlying(kind)));
    MIEN_TRY_VOID(row.step());
    return static_cast<std::uint64_t>(row.integer(0));
  });
}

Result<std::size_t> Tasks::purge(Timestamp not_before) {
  return pool_.erase([&](Connection& connection) -> Result<std::size_t> {
    MIEN_TRY_VOID(
        connection.run("DELETE FROM tasks WHERE sequence IN (SELECT sequence FROM tasks WHERE state <> 0 AND "
                       "updated_ms < ?1 AND (state <> 4 OR due_ms < ?1) LIMIT ?2)",
                       to_ms(not_before), kPurgeSlice));
    return static_cast<std::size_t>(connection.changed());
  });
}

}  // namespace mien::sqlite
