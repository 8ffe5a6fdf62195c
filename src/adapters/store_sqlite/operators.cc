#include "adapters/store_sqlite/operators.h"

#include "adapters/store_sqlite/keys.h"
#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_OPERATOR                                                       \
  "SELECT o.name, o.access_key_id, k.role, o.created_ms, o.password_hash FROM " \
  "operators o JOIN access_keys k ON k.access_key_id = o.access_key_id "

Result<Operator> operator_at(const Statement& row) {
  const auto role = parse_role(row.text(2));
  if (!role) return damaged("role of an access key");
  return Operator{.name = std::string(row.text(0)),
                  .access_key_id = std::string(row.text(1)),
                  .role = *role,
                  .created = from_ms(row.integer(3)),
                  .password_hash = std::string(row.text(4))};
}

std::unexpected<Error> no_operator() { return fail(ErrorCode::kNotFound, "No such operator."); }

}  // namespace

Result<void> Operators::add(const Operator& who, const SealedKey& key, std::size_t keys_max, const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(insert_key(connection, key, keys_max));
    MIEN_TRY_VOID(
        connection.run("INSERT INTO operators (name, access_key_id, created_ms, password_hash) VALUES (?1, ?2, ?3, ?4) "
                       "ON CONFLICT (name) DO NOTHING",
                       who.name, who.access_key_id, to_ms(who.created), who.password_hash));
    if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "An operator of that name exists.");
    return append_event(connection, event);
  });
}

Result<Operator> Operators::find(std::string_view name) const {
  return pool_.read([&](Connection& connection) -> Result<Operator> {
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_OPERATOR "WHERE o.name = ?1", name));
    MIEN_TRY(const bool found, row.step());
    if (!found) return no_operator();
    return operator_at(row);
  });
}

Result<Page<Operator>> Operators::list(const PageRequest& page) const {
  const Listing listing("operators");
  return pool_.read([&](Connection& connection) -> Result<Page<Operator>> {
    MIEN_TRY(const auto cursor, read_page_token(listing, page.after));
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_OPERATOR "WHERE o.name > ?1 ORDER BY o.name LIMIT ?2",
                                             cursor.value_or(""), limit + 1));
    Page<Operator> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(Operator who, operator_at(row));
      out.items.push_back(std::move(who));
    }
    out.next = make_page_token(listing, out.items.back().name);
    return out;
  });
}

Result<void> Operators::set_password(std::string_view name, std::string_view password_hash, const AuditEvent& event) {
  return pool_.erase([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run("UPDATE operators SET password_hash = ?2 WHERE name = ?1", name, password_hash));
    if (connection.changed() == 0) return no_operator();
    return append_event(connection, event);
  });
}

Result<void> Operators::remove(std::string_view name, const AuditEvent& event) {
  return pool_.erase([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run(
        "DELETE FROM access_keys WHERE access_key_id = (SELECT access_key_id FROM operators WHERE name = ?1)", name));
    if (connection.changed() == 0) return no_operator();
    return append_event(connection, event);
  });
}

Result<void> SignInLinks::put(const SignInLink& link, const std::optional<AuditEvent>& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    if (!link.operator_name) {
      MIEN_TRY_VOID(connection.run("DELETE FROM sign_in_links WHERE operator IS NULL"));
      MIEN_TRY_VOID(
          connection.run("INSERT INTO sign_in_links (token_sha256, operator, expires_ms) VALUES (?1, NULL, ?2)",
                         std::span<const std::byte>(link.token_sha256), to_ms(link.expires)));
    } else {
      MIEN_TRY_VOID(connection.run("DELETE FROM sign_in_links WHERE operator = ?1", *link.operator_name));
      MIEN_TRY_VOID(
          connection.run("INSERT INTO sign_in_links (token_sha256, operator, expires_ms) SELECT ?1, name, ?3 FROM "
                         "operators WHERE name = ?2",
                         std::span<const std::byte>(link.token_sha256), *link.operator_name, to_ms(link.expires)));
      if (connection.changed() == 0) return no_operator();
    }
    return event ? append_event(connection, *event) : Result<void>();
  });
}

Result<std::optional<SignInLink>> SignInLinks::find(const Sha256& token_sha256) const {
  return pool_.read([&](Connection& connection) -> Result<std::optional<SignInLink>> {
    MIEN_TRY(Statement row, connection.query("SELECT operator, expires_ms FROM sign_in_links WHERE token_sha256 = ?1",
                                             std::span<const std::byte>(token_sha256)));
    MIEN_TRY(const bool found, row.step());
    if (!found) return std::nullopt;
    SignInLink link{.token_sha256 = token_sha256, .operator_name = {}, .expires = from_ms(row.integer(1))};
    if (!row.is_null(0)) link.operator_name = std::string(row.text(0));
    return link;
  });
}

Result<bool> SignInLinks::remove(const Sha256& token_sha256) {
  return pool_.write([&](Connection& connection) -> Result<bool> {
    MIEN_TRY_VOID(
        connection.run("DELETE FROM sign_in_links WHERE token_sha256 = ?1", std::span<const std::byte>(token_sha256)));
    return connection.changed() > 0;
  });
}

}  // namespace mien::sqlite
