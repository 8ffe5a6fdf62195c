#include "adapters/store_sqlite/idempotency.h"

#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {

Result<std::optional<IdempotencyRecord>> Idempotency::find(std::string_view actor, std::string_view key,
                                                           Timestamp not_before) const {
  return pool_.read([&](Connection& connection) -> Result<std::optional<IdempotencyRecord>> {
    MIEN_TRY(Statement row, connection.query("SELECT request_sha256, response, created_ms FROM idempotency "
                                             "WHERE actor = ?1 AND key = ?2 AND created_ms >= ?3",
                                             actor, key, to_ms(not_before)));
    MIEN_TRY(const bool found, row.step());
    if (!found) return std::nullopt;
    MIEN_TRY(const Sha256 request, sha256_at(row, 0));
    return IdempotencyRecord{.actor = std::string(actor),
                             .key = std::string(key),
                             .request_sha256 = request,
                             .response = std::string(row.text(1)),
                             .created = from_ms(row.integer(2))};
  });
}

Result<void> Idempotency::purge(Timestamp not_before) {
  return pool_.erase([&](Connection& connection) {
    return connection.run("DELETE FROM idempotency WHERE created_ms < ?1", to_ms(not_before));
  });
}

}  // namespace mien::sqlite
