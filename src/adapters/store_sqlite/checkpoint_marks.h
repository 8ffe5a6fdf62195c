#pragma once

#include "adapters/store_sqlite/pool.h"
#include "ports/store.h"

namespace mien::sqlite {

/// CheckpointMarks over SQLite. Thread-safe. Borrows the pool.
class Marks final : public CheckpointMarks {
 public:
  explicit Marks(Pool& pool) : pool_(pool) {}
  Result<std::optional<CheckpointMark>> find() const override;
  Result<void> set(const CheckpointMark& mark) override;

 private:
  Pool& pool_;
};

}  // namespace mien::sqlite
