#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "fakes/memory_state.h"

namespace mien::fakes {

class MemoryIdempotency final : public IdempotencyRecords {
 public:
  explicit MemoryIdempotency(MemoryState& state) : state_(state) {}
  Result<std::optional<IdempotencyRecord>> find(std::string_view actor, std::string_view key,
                                                Timestamp not_before) const override {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    const auto at = state_.records.find({std::string(actor), std::string(key)});
    if (at == state_.records.end() || at->second.record.created < not_before) return std::nullopt;
    return at->second.record;
  }
  Result<void> purge(Timestamp not_before) override {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY_VOID(state_.check_up());
    std::erase_if(state_.records, [&](const auto& entry) { return entry.second.record.created < not_before; });
    return {};
  }

 private:
  MemoryState& state_;
};

}  // namespace mien::fakes
