#include "adapters/store_sqlite/checkpoint_marks.h"

#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {

Result<std::optional<CheckpointMark>> Marks::find() const {
  return pool_.read([](Connection& connection) -> Result<std::optional<CheckpointMark>> {
    // A number that the store has not reached is of another history: such a mark counts for nothing.
    MIEN_TRY(Statement row, connection.query("SELECT token, change FROM checkpoint WHERE id = 1 AND change >= 0 "
                                             "AND change <= (SELECT change FROM state WHERE id = 1)"));
    MIEN_TRY(const bool found, row.step());
    if (!found) return std::nullopt;
    MIEN_TRY(const Uuid token, uuid_at(row, 0));
    return CheckpointMark{token, static_cast<ChangeNumber>(row.integer(1))};
  });
}

Result<void> Marks::set(const CheckpointMark& mark) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(Statement removal, connection.query("SELECT 1 WHERE EXISTS (SELECT 1 FROM removals WHERE change > ?1) "
                                                 "OR EXISTS (SELECT 1 FROM collections WHERE dropped_change > ?1)",
                                                 mark.change));
    MIEN_TRY(const bool removed, removal.step());
    if (removed) return fail(ErrorCode::kChangedMeanwhile, "Something was removed since the copy was made.");
    return connection.run("INSERT OR REPLACE INTO checkpoint (id, token, change) VALUES (1, ?1, ?2)",
                          bytes_of(mark.token), mark.change);
  });
}

}  // namespace mien::sqlite
