#pragma once

#include <optional>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryCheckpoints final : public CheckpointMarks {
 public:
  explicit MemoryCheckpoints(MemoryState& state) : state_(state) {}
  Result<std::optional<CheckpointMark>> find() const override;
  Result<void> set(const CheckpointMark& mark) override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
