#include "fakes/memory_timeline.h"

#include <mutex>
#include <utility>

namespace mien::fakes {

Result<MemoryTimeline::Position> MemoryTimeline::end() const {
  MIEN_TRY(const std::uint64_t task, tasks_.last_change());
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  return Position{.event = state_.events.size(), .task = task};
}

Result<std::vector<MemoryTimeline::Event>> MemoryTimeline::events_after(std::uint64_t number, std::size_t limit) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::vector<Event> out;
  for (std::size_t i = number; i < state_.events.size() && out.size() < limit; ++i)
    out.push_back({.number = i + 1, .event = state_.events[i]});
  return out;
}

Result<std::vector<MemoryTimeline::ChangedTask>> MemoryTimeline::tasks_after(TaskKind kind, std::uint64_t number,
                                                                             std::size_t limit) const {
  MIEN_TRY(auto found, tasks_.changed_after(kind, number, limit));
  std::vector<ChangedTask> out;
  for (auto& [change, task] : found) out.push_back({.number = change, .task = std::move(task)});
  return out;
}

}  // namespace mien::fakes
