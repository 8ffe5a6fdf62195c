#include <utility>

#include "adapters/store_sqlite/operators.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {

Result<void> Sessions::put(const Session& session) {
  return pool_.write_without_sync([&](Connection& connection) {
    return connection.run(
        "INSERT INTO sessions (token_sha256, name, access_key_id, kind, locked, created_ms, seen_ms, expires_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (token_sha256) DO UPDATE SET name = excluded.name, "
        "access_key_id = excluded.access_key_id, kind = excluded.kind, locked = excluded.locked, created_ms = "
        "excluded.created_ms, seen_ms = excluded.seen_ms, expires_ms = excluded.expires_ms",
        std::span<const std::byte>(session.token_sha256), session.name, session.access_key_id,
        std::to_underlying(session.kind), session.locked ? 1 : 0, to_ms(session.created), to_ms(session.seen),
        to_ms(session.expires));
  });
}

Result<void> Sessions::remove(const Sha256& token_sha256) {
  return pool_.write_without_sync([&](Connection& connection) {
    return connection.run("DELETE FROM sessions WHERE token_sha256 = ?1", std::span<const std::byte>(token_sha256));
  });
}

Result<void> Sessions::for_each(const std::function<void(const Session&)>& visit) const {
  return pool_.read([&](Connection& connection) -> Result<void> {
    MIEN_TRY(Statement row, connection.query("SELECT token_sha256, name, access_key_id, kind, locked, created_ms, "
                                             "seen_ms, expires_ms FROM sessions ORDER BY created_ms"));
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return {};
      MIEN_TRY(const Sha256 token, sha256_at(row, 0));
      visit({.token_sha256 = token,
             .name = std::string(row.text(1)),
             .access_key_id = std::string(row.text(2)),
             .kind = row.integer(3) == 1 ? Session::Kind::kKiosk : Session::Kind::kConsole,
             .locked = row.integer(4) != 0,
             .created = from_ms(row.integer(5)),
             .seen = from_ms(row.integer(6)),
             .expires = from_ms(row.integer(7))});
    }
  });
}

}  // namespace mien::sqlite
