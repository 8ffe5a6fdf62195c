#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/traces.h"

namespace mien::sqlite {

/// TraceStore over SQLite. Thread-safe. Borrows the pool.
class Traces final : public TraceStore {
 public:
  explicit Traces(Pool& pool) : pool_(pool) {}
  Result<void> note(const Trace& trace, const TraceOwner& owner) override;
  Result<std::vector<Lost>> lost(std::uint64_t after, std::size_t limit) const override;
  Result<void> forget(std::uint64_t id) override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
