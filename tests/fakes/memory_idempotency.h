#pragma once

#include <optional>
#include <string_view>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryIdempotency final : public IdempotencyRecords {
 public:
  explicit MemoryIdempotency(MemoryState& state) : state_(state) {}
  Result<std::optional<IdempotencyRecord>> find(std::string_view actor, std::string_view key,
                                                Timestamp not_before) const override;
  Result<void> purge(Timestamp not_before) override;

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
