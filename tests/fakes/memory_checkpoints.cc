#include "fakes/memory_checkpoints.h"

#include <mutex>
#include <variant>

namespace mien::fakes {

Result<std::optional<CheckpointMark>> MemoryCheckpoints::find() const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (state_.checkpoint && state_.checkpoint->change > state_.last_change) return std::nullopt;
  return state_.checkpoint;
}

Result<void> MemoryCheckpoints::set(const CheckpointMark& mark) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  for (const ChangeLog::Change& change : state_.log)
    if (change.number > mark.change && !std::holds_alternative<ChangeLog::Upsert>(change.what))
      return fail(ErrorCode::kChangedMeanwhile, "Something was removed since the copy was made.");
  state_.checkpoint = mark;
  return {};
}

}  // namespace mien::fakes
