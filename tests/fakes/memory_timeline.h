#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

#include "fakes/memory_state.h"
#include "fakes/memory_tasks.h"
#include "ports/timeline.h"

namespace mien::fakes {

/// Timeline over what a MemoryStore and MemoryTasks hold; passes the contract suite.
class MemoryTimeline final : public Timeline {
 public:
  MemoryTimeline(MemoryState& state, const MemoryTasks& tasks) : state_(state), tasks_(tasks) {}
  Result<Position> end() const override {
    MIEN_TRY(const std::uint64_t task, tasks_.last_change());
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    return Position{.event = state_.events.size(), .task = task};
  }
  Result<std::vector<Event>> events_after(std::uint64_t number, std::size_t limit) const override {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    std::vector<Event> out;
    for (std::size_t i = number; i < state_.events.size() && out.size() < limit; ++i)
      out.push_back({.number = i + 1, .event = state_.events[i]});
    return out;
  }
  Result<std::vector<ChangedTask>> tasks_after(TaskKind kind, std::uint64_t number, std::size_t limit) const override {
    MIEN_TRY(auto found, tasks_.changed_after(kind, number, limit));
    std::vector<ChangedTask> out;
    for (auto& [change, task] : found) out.push_back({.number = change, .task = std::move(task)});
    return out;
  }

 private:
  MemoryState& state_;
  const MemoryTasks& tasks_;
};

}  // namespace mien::fakes
