#include "adapters/store_sqlite/timeline.h"

#include <utility>

#include "adapters/store_sqlite/rows.h"
#include "adapters/store_sqlite/task_rows.h"

namespace mien::sqlite {
namespace {

/// The log is emptied, and with that synced, after some thousand commits.
constexpr std::int64_t kNumbersLeftOut = 1'000'000;

}  // namespace

Result<void> History::leave_out_numbers() {
  return pool_.write([](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run("UPDATE task_changes SET change = change + ?1 WHERE change > 0", kNumbersLeftOut));
    return connection.run("UPDATE sqlite_sequence SET seq = seq + ?1 WHERE name = 'events'", kNumbersLeftOut);
  });
}

Result<Timeline::Position> History::end() const {
  return pool_.read([&](Connection& connection) -> Result<Position> {
    MIEN_TRY(Statement row, connection.query("SELECT (SELECT coalesce(max(sequence), 0) FROM events), "
                                             "(SELECT change FROM task_changes WHERE id = 1)"));
    MIEN_TRY_VOID(row.step());
    return Position{.event = static_cast<std::uint64_t>(row.integer(0)),
                    .task = static_cast<std::uint64_t>(row.integer(1))};
  });
}

Result<std::vector<Timeline::Event>> History::events_after(std::uint64_t number, std::size_t limit) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<Event>> {
    MIEN_TRY(Statement row,
             connection.query(MIEN_SQL_EVENT "WHERE sequence > ?1 ORDER BY sequence LIMIT ?2", number, limit));
    std::vector<Event> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      MIEN_TRY(AuditEvent event, event_at(row));
      out.push_back({.number = static_cast<std::uint64_t>(row.integer(0)), .event = std::move(event)});
    }
  });
}

Result<std::vector<Timeline::ChangedTask>> History::tasks_after(TaskKind kind, std::uint64_t number,
                                                                std::size_t limit) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<ChangedTask>> {
    MIEN_TRY(Statement row,
             connection.query(MIEN_SQL_TASK "WHERE t.kind = ?1 AND t.change > ?2 ORDER BY t.change LIMIT ?3",
                              std::to_underlying(kind), number, limit));
    std::vector<ChangedTask> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      MIEN_TRY(Task task, task_at(row));
      out.push_back({.number = static_cast<std::uint64_t>(row.integer(16)), .task = std::move(task)});
    }
  });
}

}  // namespace mien::sqlite
