#include "adapters/store_sqlite/keys.h"

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_KEY \
  "SELECT sequence, access_key_id, role, name, created_by, created_ms, expires_ms, sealed_secret FROM access_keys "

Result<KeyInfo> key_at(const Statement& row) {
  const auto role = parse_role(row.text(2));
  if (!role) return damaged("role of an access key");
  KeyInfo info{.access_key_id = std::string(row.text(1)),
               .role = *role,
               .name = std::string(row.text(3)),
               .created_by = std::string(row.text(4)),
               .created = from_ms(row.integer(5))};
  if (!row.is_null(6)) info.expires = from_ms(row.integer(6));
  return info;
}

}  // namespace

Result<void> insert_key(Connection& connection, const SealedKey& key, std::size_t keys_max) {
  const KeyInfo& info = key.info;
  {
    MIEN_TRY(Statement row, connection.query("SELECT count(*) FROM access_keys"));
    MIEN_TRY(const bool found, row.step());
    if (!found || static_cast<std::size_t>(row.integer(0)) >= keys_max)
      return fail(ErrorCode::kQuotaExceeded, "There are " + std::to_string(keys_max) + " access keys already.");
  }
  MIEN_TRY(Statement statement,
           connection.query("INSERT INTO access_keys (access_key_id, role, name, created_by, created_ms, "
                            "sealed_secret, expires_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) "
                            "ON CONFLICT (access_key_id) DO NOTHING",
                            info.access_key_id, name_of(info.role), info.name, info.created_by, to_ms(info.created),
                            std::span<const std::byte>(key.sealed_secret)));
  if (info.expires)
    statement.bind(to_ms(*info.expires));
  else
    statement.bind(nullptr);
  MIEN_TRY_VOID(statement.run());
  if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "An access key of that id exists.");
  return {};
}

Result<void> Keys::add(const SealedKey& key, std::size_t keys_max, const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(insert_key(connection, key, keys_max));
    return append_event(connection, event);
  });
}

Result<Page<KeyInfo>> Keys::list(const PageRequest& page) const {
  const Listing listing("access_keys");
  return pool_.read([&](Connection& connection) -> Result<Page<KeyInfo>> {
    MIEN_TRY(const auto cursor, read_page_token(listing, page.after));
    std::int64_t last = 0;
    if (cursor) {
      MIEN_TRY(last, cursor_number(*cursor, 0, 1));
    }
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(Statement row,
             connection.query(MIEN_SQL_KEY "WHERE sequence > ?1 ORDER BY sequence LIMIT ?2", last, limit + 1));
    Page<KeyInfo> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(KeyInfo info, key_at(row));
      out.items.push_back(std::move(info));
      last = row.integer(0);
    }
    out.next = make_page_token(listing, number_cursor(last));
    return out;
  });
}

Result<void> Keys::remove(std::string_view access_key_id, const AuditEvent& event) {
  return pool_.erase([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run("DELETE FROM access_keys WHERE access_key_id = ?1", access_key_id));
    if (connection.changed() == 0) return fail(ErrorCode::kNotFound, "No such access key.");
    return append_event(connection, event);
  });
}

Result<void> Keys::for_each(const std::function<Result<void>(const SealedKey&)>& visit) const {
  return pool_.read([&](Connection& connection) -> Result<void> {
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_KEY "ORDER BY sequence"));
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return {};
      MIEN_TRY(KeyInfo info, key_at(row));
      const auto sealed = row.blob(7);
      MIEN_TRY_VOID(visit({std::move(info), {sealed.begin(), sealed.end()}}));
    }
  });
}

}  // namespace mien::sqlite
