#include "adapters/store_sqlite/setups.h"

#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "adapters/store_sqlite/rows.h"

namespace mien::sqlite {
namespace {

std::int64_t number_of(SetupKind kind) { return static_cast<std::int64_t>(kind); }

std::unexpected<Error> not_found() { return fail(ErrorCode::kNotFound, "Nothing of that name was set up."); }

}  // namespace

Result<std::vector<Setup>> Setups::list(SetupKind kind) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<Setup>> {
    MIEN_TRY(Statement row,
             connection.query("SELECT name, settings, sealed_secret FROM setups WHERE kind = ?1 ORDER BY name",
                              number_of(kind)));
    std::vector<Setup> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      auto table = decode_setup(row.text(1));
      if (!table) return damaged("settings of what was set up");
      const auto sealed = row.blob(2);
      out.push_back({.name = std::string(row.text(0)),
                     .table = *std::move(table),
                     .sealed_secret = {sealed.begin(), sealed.end()}});
    }
  });
}

Result<void> Setups::add(SetupKind kind, const Setup& setup, const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run(
        "INSERT INTO setups (kind, name, settings, sealed_secret) VALUES (?1, ?2, ?3, ?4) "
        "ON CONFLICT (kind, name) DO NOTHING",
        number_of(kind), setup.name, encode_setup(setup.table), std::span<const std::byte>(setup.sealed_secret)));
    if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "Something of that name was set up already.");
    return append_event(connection, event);
  });
}

Result<void> Setups::replace(SetupKind kind, std::string_view name, const SetupTable& table, const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run("UPDATE setups SET settings = ?3 WHERE kind = ?1 AND name = ?2", number_of(kind), name,
                                 encode_setup(table)));
    if (connection.changed() == 0) return not_found();
    return append_event(connection, event);
  });
}

Result<void> Setups::remove(SetupKind kind, std::string_view name, const AuditEvent& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run("DELETE FROM setups WHERE kind = ?1 AND name = ?2", number_of(kind), name));
    if (connection.changed() == 0) return not_found();
    return append_event(connection, event);
  });
}

}  // namespace mien::sqlite
