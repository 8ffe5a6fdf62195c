#include "adapters/store_sqlite/roles.h"

#include <utility>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_ROLE \
  "SELECT name, role_id, path, trust_policy_json, description, session_s_max, created_ms, id FROM service_roles "

Result<ServiceRole> role_at(const Statement& row) {
  MIEN_TRY(ServiceRoleName name, text_id_at<ServiceRoleName>(row, 0));
  MIEN_TRY(const Uuid id, uuid_at(row, 1));
  return ServiceRole{.name = std::move(name),
                     .id = id,
                     .path = std::string(row.text(2)),
                     .trust_policy_json = std::string(row.text(3)),
                     .description = std::string(row.text(4)),
                     .session_s_max = static_cast<std::uint32_t>(row.integer(5)),
                     .created = from_ms(row.integer(6))};
}

Result<std::int64_t> role_row(Connection& connection, const ServiceRoleName& name) {
  MIEN_TRY(Statement row, connection.query("SELECT id FROM service_roles WHERE name = ?1", name.text()));
  MIEN_TRY(const bool found, row.step());
  if (!found) return fail(ErrorCode::kNotFound, "No such role.");
  return row.integer(0);
}

Result<std::int64_t> policy_count(Connection& connection, std::int64_t role, RolePolicy::Kind kind) {
  MIEN_TRY(Statement row, connection.query("SELECT count(*) FROM service_role_policies WHERE role = ?1 AND kind = ?2",
                                           role, std::to_underlying(kind)));
  MIEN_TRY_VOID(row.step());
  return row.integer(0);
}

}  // namespace

Result<void> Roles::create(const ServiceRole& role) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run(
        "INSERT INTO service_roles (name, role_id, path, trust_policy_json, description, session_s_max, created_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (name) DO NOTHING",
        role.name.text(), bytes_of(role.id), role.path, role.trust_policy_json, role.description, role.session_s_max,
        to_ms(role.created)));
    if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "A role of that name exists.");
    MIEN_TRY(Statement row, connection.query("SELECT count(*) FROM service_roles"));
    MIEN_TRY_VOID(row.step());
    if (row.integer(0) > static_cast<std::int64_t>(limits::kServiceRolesMax))
      return fail(ErrorCode::kQuotaExceeded, "There are as many roles as there may be.");
    return {};
  });
}

Result<ServiceRole> Roles::find(const ServiceRoleName& name) const {
  return pool_.read([&](Connection& connection) -> Result<ServiceRole> {
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_ROLE "WHERE name = ?1", name.text()));
    MIEN_TRY(const bool found, row.step());
    if (!found) return fail(ErrorCode::kNotFound, "No such role.");
    return role_at(row);
  });
}

Result<Page<ServiceRole>> Roles::list(const PageRequest& page) const {
  const Listing listing("service_roles");
  return pool_.read([&](Connection& connection) -> Result<Page<ServiceRole>> {
    MIEN_TRY(const auto after, read_page_token(listing, page.after));
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_ROLE "WHERE name > ?1 ORDER BY name LIMIT ?2",
                                             after.value_or(std::string()), limit + 1));
    Page<ServiceRole> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(ServiceRole role, role_at(row));
      out.items.push_back(std::move(role));
    }
    out.next = make_page_token(listing, out.items.back().name.text());
    return out;
  });
}

Result<RoleStore::Removal> Roles::remove(const ServiceRoleName& name) {
  return pool_.write([&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(const std::int64_t role, role_row(connection, name));
    MIEN_TRY(const std::int64_t inlined, policy_count(connection, role, RolePolicy::Kind::kInline));
    if (inlined > 0) return Removal::kHasInlinePolicies;
    MIEN_TRY(const std::int64_t attached, policy_count(connection, role, RolePolicy::Kind::kAttached));
    if (attached > 0) return Removal::kHasAttachedPolicies;
    MIEN_TRY_VOID(connection.run("DELETE FROM service_roles WHERE id = ?1", role));
    return Removal::kDone;
  });
}

Result<void> Roles::put_policy(const ServiceRoleName& name, const RolePolicy& policy) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(const std::int64_t role, role_row(connection, name));
    MIEN_TRY_VOID(
        connection.run("INSERT INTO service_role_policies (role, kind, name, document_json) VALUES (?1, ?2, ?3, ?4) "
                       "ON CONFLICT (role, kind, name) DO UPDATE SET document_json = excluded.document_json",
                       role, std::to_underlying(policy.kind), policy.name, policy.document_json));
    MIEN_TRY(const std::int64_t count, policy_count(connection, role, policy.kind));
    if (count > static_cast<std::int64_t>(limits::kRolePoliciesMax))
      return fail(ErrorCode::kQuotaExceeded, "The role has as many policies as it may have.");
    return {};
  });
}

Result<std::vector<RolePolicy>> Roles::policies(const ServiceRoleName& name, RolePolicy::Kind kind) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<RolePolicy>> {
    MIEN_TRY(const std::int64_t role, role_row(connection, name));
    MIEN_TRY(Statement row, connection.query("SELECT name, document_json FROM service_role_policies "
                                             "WHERE role = ?1 AND kind = ?2 ORDER BY name",
                                             role, std::to_underlying(kind)));
    std::vector<RolePolicy> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      out.push_back({.kind = kind, .name = std::string(row.text(0)), .document_json = std::string(row.text(1))});
    }
  });
}

Result<bool> Roles::remove_policy(const ServiceRoleName& name, RolePolicy::Kind kind, std::string_view policy) {
  return pool_.write([&](Connection& connection) -> Result<bool> {
    MIEN_TRY(const std::int64_t role, role_row(connection, name));
    MIEN_TRY_VOID(connection.run("DELETE FROM service_role_policies WHERE role = ?1 AND kind = ?2 AND name = ?3", role,
                                 std::to_underlying(kind), policy));
    return connection.changed() > 0;
  });
}

}  // namespace mien::sqlite
