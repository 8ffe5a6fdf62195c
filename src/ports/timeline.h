#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/audit.h"
#include "core/result.h"
#include "ports/tasks.h"

namespace mien {

/// What happened, in the order in which it was committed: for those who follow it. Whoever asks for what comes after
/// the last thing that they were given misses nothing, and gets nothing twice, in another run of the process too.
/// Thread-safe. Adapter: store_sqlite.
class Timeline {
 public:
  /// How far somebody has followed. Numbers rise in commit order and are never given twice; some are left out.
  struct Position {
    std::uint64_t event = 0;  ///< Of the last event; 0: of none.
    std::uint64_t task = 0;   ///< Of the last change of a task; 0: of none.
    auto operator<=>(const Position&) const = default;
  };
  struct Event {
    std::uint64_t number = 0;
    AuditEvent event;
  };
  struct ChangedTask {
    std::uint64_t number = 0;
    Task task;
  };

  virtual ~Timeline() = default;
  /// Where it stands now. @errors kUnavailable
  virtual Result<Position> end() const = 0;
  /// The first `limit` events of the audit log after that one. @errors kUnavailable
  virtual Result<std::vector<Event>> events_after(std::uint64_t number, std::size_t limit) const = 0;
  /// The first `limit` tasks of the kind that were added or changed after that number, as they are now: a task comes
  /// once for all its changes, by the last of them. Those that were purged are left out. @errors kUnavailable
  virtual Result<std::vector<ChangedTask>> tasks_after(TaskKind kind, std::uint64_t number,
                                                       std::size_t limit) const = 0;
};

}  // namespace mien
