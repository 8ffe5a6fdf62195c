#pragma once

#include <mutex>
#include <optional>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryCheckpoints final : public CheckpointMarks {
 public:
  explicit MemoryCheckpoints(MemoryState& state) : state_(state) {}
  Result<std::optional<CheckpointMark>> find() const override {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    if (state_.checkpoint && state_.checkpoint->change > state_.last_change) return std::nullopt;
    return state_.checkpoint;
  }
  Result<void> set(const CheckpointMark& mark) override {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    for (const ChangeLog::Change& change : state_.log)
      if (change.number > mark.change && !std::holds_alternative<ChangeLog::Upsert>(change.what))
        return fail(ErrorCode::kChangedMeanwhile, "Something was removed since the copy was made.");
    state_.checkpoint = mark;
    return {};
  }

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
