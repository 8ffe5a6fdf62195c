#include "adapters/store_sqlite/functions.h"

#include <utility>

#include "adapters/store_sqlite/page_token.h"
#include "adapters/store_sqlite/rows.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_FUNCTION                                                                                             \
  "SELECT id, name, runtime, handler, role_arn, description, timeout_s, memory_mb, object, code_sha256, code_bytes, " \
  "revision, updated_ms FROM functions "

Result<std::map<std::string, std::string>> environment_of(Connection& connection, std::int64_t function) {
  MIEN_TRY(Statement row,
           connection.query("SELECT name, value FROM function_environment WHERE function = ?1", function));
  std::map<std::string, std::string> out;
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return out;
    out.emplace(row.text(0), row.text(1));
  }
}

Result<Function> function_at(Connection& connection, const Statement& row) {
  MIEN_TRY(FunctionName name, text_id_at<FunctionName>(row, 1));
  MIEN_TRY(const Uuid object, uuid_at(row, 8));
  MIEN_TRY(const Sha256 sha256, sha256_at(row, 9));
  MIEN_TRY(const Uuid revision, uuid_at(row, 11));
  MIEN_TRY(auto environment, environment_of(connection, row.integer(0)));
  return Function{
      .name = std::move(name),
      .settings = {.runtime = std::string(row.text(2)),
                   .handler = std::string(row.text(3)),
                   .role_arn = std::string(row.text(4)),
                   .description = std::string(row.text(5)),
                   .timeout_s = static_cast<std::uint32_t>(row.integer(6)),
                   .memory_mb = static_cast<std::uint32_t>(row.integer(7)),
                   .environment = std::move(environment)},
      .code = {.object = ObjectKey{object}, .sha256 = sha256, .bytes = static_cast<std::uint64_t>(row.integer(10))},
      .revision = revision,
      .updated = from_ms(row.integer(12))};
}

std::unexpected<Error> no_function() { return fail(ErrorCode::kNotFound, "No such function."); }

Result<std::int64_t> function_row(Connection& connection, const FunctionName& name) {
  MIEN_TRY(Statement row, connection.query("SELECT id FROM functions WHERE name = ?1", name.text()));
  MIEN_TRY(const bool found, row.step());
  if (!found) return no_function();
  return row.integer(0);
}

Result<void> insert_environment(Connection& connection, std::int64_t function,
                                const std::map<std::string, std::string>& environment) {
  for (const auto& [name, value] : environment)
    MIEN_TRY_VOID(connection.run("INSERT INTO function_environment (function, name, value) VALUES (?1, ?2, ?3)",
                                 function, name, value));
  return {};
}

/// Fails where `sql`, bound to `value`, counts more than may be.
template <class... Values>
Result<void> require_at_most(Connection& connection, std::size_t most, std::string_view sql, const Values&... values) {
  MIEN_TRY(Statement row, connection.query(sql, values...));
  MIEN_TRY_VOID(row.step());
  if (row.integer(0) > static_cast<std::int64_t>(most))
    return fail(ErrorCode::kQuotaExceeded, "There are as many as there may be.");
  return {};
}

}  // namespace

Result<void> Functions::create(const Function& function) {
  const FunctionSettings& settings = function.settings;
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY_VOID(connection.run(
        "INSERT INTO functions (name, runtime, handler, role_arn, description, timeout_s, memory_mb, object, "
        "code_sha256, code_bytes, revision, updated_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) "
        "ON CONFLICT (name) DO NOTHING",
        function.name.text(), settings.runtime, settings.handler, settings.role_arn, settings.description,
        settings.timeout_s, settings.memory_mb, bytes_of(function.code.object.uuid),
        std::span<const std::byte>(function.code.sha256), function.code.bytes, bytes_of(function.revision),
        to_ms(function.updated)));
    if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "A function of that name exists.");
    MIEN_TRY_VOID(insert_environment(connection, connection.last_row(), settings.environment));
    return require_at_most(connection, limits::kFunctionsMax, "SELECT count(*) FROM functions");
  });
}

Result<Function> Functions::find(const FunctionName& name) const {
  return pool_.read([&](Connection& connection) -> Result<Function> {
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_FUNCTION "WHERE name = ?1", name.text()));
    MIEN_TRY(const bool found, row.step());
    if (!found) return no_function();
    return function_at(connection, row);
  });
}

Result<Page<Function>> Functions::list(const PageRequest& page) const {
  const Listing listing("functions");
  return pool_.read([&](Connection& connection) -> Result<Page<Function>> {
    MIEN_TRY(const auto after, read_page_token(listing, page.after));
    const std::size_t limit = page_limit(page.limit);
    MIEN_TRY(Statement row, connection.query(MIEN_SQL_FUNCTION "WHERE name > ?1 ORDER BY name LIMIT ?2",
                                             after.value_or(std::string()), limit + 1));
    Page<Function> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      if (out.items.size() == limit) break;
      MIEN_TRY(Function function, function_at(connection, row));
      out.items.push_back(std::move(function));
    }
    out.next = make_page_token(listing, out.items.back().name.text());
    return out;
  });
}

Result<std::optional<ObjectKey>> Functions::replace(const Function& function, const Uuid& expected_revision) {
  const FunctionSettings& settings = function.settings;
  // erase(): an environment holds secrets, and the one that is replaced shall not stay in the log.
  return pool_.erase([&](Connection& connection) -> Result<std::optional<ObjectKey>> {
    std::int64_t row_id = 0;
    std::optional<ObjectKey> unused;
    {
      MIEN_TRY(Statement row,
               connection.query("SELECT id, object, revision FROM functions WHERE name = ?1", function.name.text()));
      MIEN_TRY(const bool found, row.step());
      if (!found) return no_function();
      row_id = row.integer(0);
      MIEN_TRY(const Uuid object, uuid_at(row, 1));
      MIEN_TRY(const Uuid revision, uuid_at(row, 2));
      if (revision != expected_revision)
        return fail(ErrorCode::kChangedMeanwhile, "The function was changed meanwhile.");
      if (object != function.code.object.uuid) unused = ObjectKey{object};
    }
    MIEN_TRY_VOID(connection.run(
        "UPDATE functions SET runtime = ?2, handler = ?3, role_arn = ?4, description = ?5, timeout_s = ?6, "
        "memory_mb = ?7, object = ?8, code_sha256 = ?9, code_bytes = ?10, revision = ?11, updated_ms = ?12 "
        "WHERE id = ?1",
        row_id, settings.runtime, settings.handler, settings.role_arn, settings.description, settings.timeout_s,
        settings.memory_mb, bytes_of(function.code.object.uuid), std::span<const std::byte>(function.code.sha256),
        function.code.bytes, bytes_of(function.revision), to_ms(function.updated)));
    MIEN_TRY_VOID(connection.run("DELETE FROM function_environment WHERE function = ?1", row_id));
    MIEN_TRY_VOID(insert_environment(connection, row_id, settings.environment));
    return unused;
  });
}

Result<ObjectKey> Functions::remove(const FunctionName& name) {
  return pool_.erase([&](Connection& connection) -> Result<ObjectKey> {
    Uuid object;
    {
      MIEN_TRY(Statement row, connection.query("SELECT object FROM functions WHERE name = ?1", name.text()));
      MIEN_TRY(const bool found, row.step());
      if (!found) return no_function();
      MIEN_TRY(object, uuid_at(row, 0));
    }
    MIEN_TRY_VOID(connection.run("DELETE FROM functions WHERE name = ?1", name.text()));
    return ObjectKey{object};
  });
}

Result<void> Functions::permit(const FunctionName& name, const FunctionPermission& permission) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(const std::int64_t function, function_row(connection, name));
    MIEN_TRY_VOID(connection.run(
        "INSERT INTO function_permissions (function, statement_id, action, principal, source_arn, source_account) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (function, statement_id) DO NOTHING",
        function, permission.statement_id, permission.action, permission.principal, permission.source_arn,
        permission.source_account));
    if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "A statement of that id exists.");
    return require_at_most(connection, limits::kFunctionPermissionsMax,
                           "SELECT count(*) FROM function_permissions WHERE function = ?1", function);
  });
}

Result<std::vector<FunctionPermission>> Functions::permissions(const FunctionName& name) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<FunctionPermission>> {
    MIEN_TRY(const std::int64_t function, function_row(connection, name));
    MIEN_TRY(Statement row, connection.query("SELECT statement_id, action, principal, source_arn, source_account "
                                             "FROM function_permissions WHERE function = ?1 ORDER BY id",
                                             function));
    std::vector<FunctionPermission> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      out.push_back({.statement_id = std::string(row.text(0)),
                     .action = std::string(row.text(1)),
                     .principal = std::string(row.text(2)),
                     .source_arn = std::string(row.text(3)),
                     .source_account = std::string(row.text(4))});
    }
  });
}

Result<bool> Functions::forbid(const FunctionName& name, std::string_view statement_id) {
  return pool_.write([&](Connection& connection) -> Result<bool> {
    MIEN_TRY(const std::int64_t function, function_row(connection, name));
    MIEN_TRY_VOID(connection.run("DELETE FROM function_permissions WHERE function = ?1 AND statement_id = ?2", function,
                                 statement_id));
    return connection.changed() > 0;
  });
}

Result<void> visit_code_objects(Connection& connection, const std::function<void(const ObjectKey&)>& visit) {
  MIEN_TRY(Statement row, connection.query("SELECT object FROM functions"));
  for (;;) {
    MIEN_TRY(const bool found, row.step());
    if (!found) return {};
    MIEN_TRY(const Uuid object, uuid_at(row, 0));
    visit(ObjectKey{object});
  }
}

}  // namespace mien::sqlite
