#include "fakes/memory_traces.h"

#include <mutex>
#include <utility>

namespace mien::fakes {

Result<void> MemoryTraces::note(const Trace& trace, const TraceOwner& owner) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::erase_if(rows_, [&](const Row& row) {
    const Trace& other = row.lost.trace;
    return other.kind == trace.kind && other.source == trace.source && other.container == trace.container &&
           other.key == trace.key;
  });
  Row row{.lost = {++last_id_, trace}, .owner = owner, .person = {}};
  const auto collection = state_.rows.find(owner.collection);
  if (collection != state_.rows.end()) {
    const auto person = collection->second.people.find(owner.person);
    if (person != collection->second.people.end()) row.person = person->second.person.key;
  }
  rows_.push_back(std::move(row));
  return {};
}

Result<std::vector<MemoryTraces::Lost>> MemoryTraces::lost(std::uint64_t after, std::size_t limit) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::vector<Lost> out;
  for (const Row& row : rows_)
    if (row.lost.id > after && out.size() < limit && has_gone(row)) out.push_back(row.lost);
  return out;
}

Result<void> MemoryTraces::forget(std::uint64_t id) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::erase_if(rows_, [&](const Row& row) { return row.lost.id == id; });
  return {};
}

bool MemoryTraces::has_gone(const Row& row) const {
  const auto collection = state_.rows.find(row.owner.collection);
  if (collection == state_.rows.end()) return true;
  const auto person = collection->second.people.find(row.owner.person);
  if (person == collection->second.people.end() || person->second.person.key != row.person) return true;
  return row.owner.face && !collection->second.faces_of(row.owner.person).contains(*row.owner.face);
}

}  // namespace mien::fakes
