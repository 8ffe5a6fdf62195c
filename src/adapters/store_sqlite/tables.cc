#include "adapters/store_sqlite/tables.h"

#include <algorithm>

#include "adapters/store_sqlite/rows.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

#define MIEN_SQL_TABLE                                                                                    \
  "SELECT name, table_id, partition_name, partition_type, sort_name, sort_type, created_ms, read_units, " \
  "write_units, deletion_protected, item_count, bytes, id FROM item_tables "

Result<KeyAttribute> key_attribute_at(const Statement& row, int name_column, int type_column) {
  const auto type = attribute_type(row.text(type_column));
  if (!type) return damaged("type of a key attribute");
  return KeyAttribute{std::string(row.text(name_column)), *type};
}

Result<Table> table_at(const Statement& row) {
  auto name = TableName::parse(row.text(0));
  if (!name) return damaged("table name");
  MIEN_TRY(const Uuid id, uuid_at(row, 1));
  MIEN_TRY(KeyAttribute partition, key_attribute_at(row, 2, 3));
  Table table{.name = *std::move(name), .id = id, .partition = std::move(partition)};
  if (!row.is_null(4)) {
    MIEN_TRY(table.sort, key_attribute_at(row, 4, 5));
  }
  table.created = from_ms(row.integer(6));
  if (!row.is_null(7)) table.provisioned = Throughput{row.integer(7), row.integer(8)};
  table.deletion_protected = row.integer(9) != 0;
  table.item_count = static_cast<std::uint64_t>(row.integer(10));
  table.bytes = static_cast<std::uint64_t>(row.integer(11));
  return table;
}

struct TableRow {
  std::int64_t row;
  Table table;
};
Result<TableRow> find_table(Connection& connection, const TableName& name) {
  MIEN_TRY(Statement row, connection.query(MIEN_SQL_TABLE "WHERE name = ?1 AND dropped = 0", name.text()));
  MIEN_TRY(const bool found, row.step());
  if (!found) return fail(ErrorCode::kNotFound, "No such table.");
  MIEN_TRY(Table table, table_at(row));
  return TableRow{row.integer(12), std::move(table)};
}

Result<void> set_throughput(Connection& connection, std::int64_t row, const std::optional<Throughput>& provisioned) {
  if (!provisioned)
    return connection.run("UPDATE item_tables SET read_units = NULL, write_units = NULL WHERE id = ?1", row);
  return connection.run("UPDATE item_tables SET read_units = ?2, write_units = ?3 WHERE id = ?1", row,
                        provisioned->read_units, provisioned->write_units);
}

/// Deletes rows of one dropped table, and its own when there are no others. nullopt: nothing was left to do.
Result<std::optional<std::size_t>> purge_step(Connection& connection) {
  MIEN_TRY(Statement row, connection.query("SELECT id FROM item_tables WHERE dropped = 1 LIMIT 1"));
  MIEN_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  const std::int64_t table = row.integer(0);
  MIEN_TRY_VOID(connection.run("DELETE FROM items WHERE id IN (SELECT id FROM items WHERE item_table = ?1 LIMIT ?2)",
                               table, limits::kPurgeRowsPerStep));
  const auto deleted = static_cast<std::size_t>(connection.changed());
  if (deleted < limits::kPurgeRowsPerStep)
    MIEN_TRY_VOID(connection.run("DELETE FROM item_tables WHERE id = ?1", table));
  return deleted;
}

}  // namespace

Result<void> Tables::create(const Table& table, const std::optional<AuditEvent>& event) {
  return pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(Statement count, connection.query("SELECT count(*) FROM item_tables WHERE dropped = 0"));
    MIEN_TRY(const bool counted, count.step());
    if (counted && static_cast<std::size_t>(count.integer(0)) >= limits::kTablesMax)
      return fail(ErrorCode::kQuotaExceeded, "There are too many tables.");
    MIEN_TRY_VOID(connection.run(
        "INSERT INTO item_tables (table_id, name, partition_name, partition_type, deletion_protected, created_ms) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (name) WHERE dropped = 0 DO NOTHING",
        bytes_of(table.id), table.name.text(), table.partition.name, name_of(table.partition.type),
        table.deletion_protected, to_ms(table.created)));
    if (connection.changed() == 0) return fail(ErrorCode::kAlreadyExists, "A table of that name exists.");
    const std::int64_t row = connection.last_row();
    if (table.sort)
      MIEN_TRY_VOID(connection.run("UPDATE item_tables SET sort_name = ?2, sort_type = ?3 WHERE id = ?1", row,
                                   table.sort->name, name_of(table.sort->type)));
    MIEN_TRY_VOID(set_throughput(connection, row, table.provisioned));
    if (event) MIEN_TRY_VOID(append_event(connection, *event));
    return {};
  });
}

Result<Table> Tables::find(const TableName& name) const {
  return pool_.read([&](Connection& connection) -> Result<Table> {
    MIEN_TRY(TableRow found, find_table(connection, name));
    return std::move(found.table);
  });
}

Result<std::vector<TableName>> Tables::list(const std::string& after, std::size_t limit) const {
  return pool_.read([&](Connection& connection) -> Result<std::vector<TableName>> {
    MIEN_TRY(Statement row, connection.query("SELECT name FROM item_tables WHERE dropped = 0 AND name > ?1 "
                                             "ORDER BY name LIMIT ?2",
                                             after, limit));
    std::vector<TableName> out;
    for (;;) {
      MIEN_TRY(const bool found, row.step());
      if (!found) return out;
      auto name = TableName::parse(row.text(0));
      if (!name) return damaged("table name");
      out.push_back(*std::move(name));
    }
  });
}

Result<Table> Tables::update(const TableName& name, const Changes& changes) {
  return pool_.write([&](Connection& connection) -> Result<Table> {
    MIEN_TRY(const TableRow before, find_table(connection, name));
    if (changes.deletion_protected)
      MIEN_TRY_VOID(connection.run("UPDATE item_tables SET deletion_protected = ?2 WHERE id = ?1", before.row,
                                   *changes.deletion_protected));
    if (changes.provisioned) MIEN_TRY_VOID(set_throughput(connection, before.row, *changes.provisioned));
    MIEN_TRY(TableRow after, find_table(connection, name));
    return std::move(after.table);
  });
}

Result<TableStore::Removal> Tables::remove(const TableName& name, const std::optional<AuditEvent>& event) {
  MIEN_TRY(Removal removal, pool_.write([&](Connection& connection) -> Result<Removal> {
    MIEN_TRY(TableRow found, find_table(connection, name));
    if (found.table.deletion_protected) return Removal{.table = std::move(found.table), .removed = false};
    MIEN_TRY_VOID(connection.run("UPDATE item_tables SET dropped = 1 WHERE id = ?1", found.row));
    if (event) MIEN_TRY_VOID(append_event(connection, *event));
    return Removal{.table = std::move(found.table), .removed = true};
  }));
  if (!removal.removed) return removal;
  // The table is gone for every reader from here on, so trouble with its rows is no failure of this call.
  purge_is_due_ = true;
  for (std::size_t steps = limits::kPurgeRowsBeforeAnswer / limits::kPurgeRowsPerStep; steps > 0; --steps) {
    const auto deleted = pool_.write(purge_step);
    if (!deleted || !*deleted) break;
  }
  pool_.empty_log_of_removed();
  return removal;
}

Result<bool> Tables::purge_some() {
  // Taken back before looking, so that a table which is removed meanwhile is not forgotten.
  if (!purge_is_due_.exchange(false)) return false;
  const auto deleted = pool_.write(purge_step);
  if (!deleted || *deleted) purge_is_due_ = true;
  if (!deleted) return std::unexpected(deleted.error());
  if (*deleted) return true;
  // Only now, once for all of them: what the log holds of the rows goes with it.
  pool_.empty_log_of_removed();
  return false;
}

}  // namespace mien::sqlite
