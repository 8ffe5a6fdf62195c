#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/store.h"

namespace mien::sqlite {

/// IdempotencyRecords over SQLite; they are written by PeopleStore. Thread-safe. Borrows the pool.
class Idempotency final : public IdempotencyRecords {
 public:
  explicit Idempotency(Pool& pool) : pool_(pool) {}
  Result<std::optional<IdempotencyRecord>> find(std::string_view actor, std::string_view key,
                                                Timestamp not_before) const override;
  Result<void> purge(Timestamp not_before) override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
