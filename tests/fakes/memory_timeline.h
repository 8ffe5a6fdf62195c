#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "fakes/memory_state.h"
#include "fakes/memory_tasks.h"
#include "ports/timeline.h"

namespace mien::fakes {

/// Timeline over what a MemoryStore and MemoryTasks hold; passes the contract suite.
class MemoryTimeline final : public Timeline {
 public:
  MemoryTimeline(MemoryState& state, const MemoryTasks& tasks) : state_(state), tasks_(tasks) {}
  Result<Position> end() const override;
  Result<std::vector<Event>> events_after(std::uint64_t number, std::size_t limit) const override;
  Result<std::vector<ChangedTask>> tasks_after(TaskKind kind, std::uint64_t number, std::size_t limit) const override;

 private:
  MemoryState& state_;
  const MemoryTasks& tasks_;
};

}  // namespace mien::fakes
