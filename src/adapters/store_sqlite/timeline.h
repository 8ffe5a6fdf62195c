#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/timeline.h"

namespace mien::sqlite {

/// Timeline over SQLite: rows of events by their sequence, tasks by their last change. Thread-safe. Borrows the pool.
class History final : public Timeline {
 public:
  explicit History(Pool& pool) : pool_(pool) {}
  /// At the opening: leaves out numbers, far more than the last run may have told of in commits that a loss of power
  /// took back, so that none is given twice. @errors kUnavailable
  Result<void> leave_out_numbers();
  Result<Position> end() const override;
  Result<std::vector<Event>> events_after(std::uint64_t number, std::size_t limit) const override;
  Result<std::vector<ChangedTask>> tasks_after(TaskKind kind, std::uint64_t number, std::size_t limit) const override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
