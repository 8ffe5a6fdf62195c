#include "fakes/memory_idempotency.h"

#include <mutex>
#include <string>

namespace mien::fakes {

Result<std::optional<IdempotencyRecord>> MemoryIdempotency::find(std::string_view actor, std::string_view key,
                                                                 Timestamp not_before) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto at = state_.records.find({std::string(actor), std::string(key)});
  if (at == state_.records.end() || at->second.record.created < not_before) return std::nullopt;
  return at->second.record;
}

Result<void> MemoryIdempotency::purge(Timestamp not_before) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::erase_if(state_.records, [&](const auto& entry) { return entry.second.record.created < not_before; });
  return {};
}

}  // namespace mien::fakes
