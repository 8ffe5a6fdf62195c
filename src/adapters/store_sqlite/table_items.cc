#include <algorithm>
#include <utility>

#include "adapters/store_sqlite/item_blob.h"
#include "adapters/store_sqlite/rows.h"
#include "adapters/store_sqlite/tables.h"
#include "core/limits.h"

namespace mien::sqlite {
namespace {

std::span<const std::byte> blob_of(std::string_view bytes) { return std::as_bytes(std::span(bytes)); }

Result<std::int64_t> table_row(Connection& connection, const Uuid& table) {
  MIEN_TRY(Statement row,
           connection.query("SELECT id FROM item_tables WHERE table_id = ?1 AND dropped = 0", bytes_of(table)));
  MIEN_TRY(const bool found, row.step());
  if (!found) return fail(ErrorCode::kNotFound, "No such table.");
  return row.integer(0);
}

struct ItemRow {
  std::int64_t row;
  std::int64_t bytes;
  Item item;
};
Result<std::optional<ItemRow>> find_item(Connection& connection, std::int64_t table, const ItemKey& key) {
  MIEN_TRY(Statement row,
           connection.query("SELECT id, bytes, item FROM items "
                            "WHERE item_table = ?1 AND position = ?2 AND partition = ?3 AND sort = ?4",
                            table, scan_position(key.partition), blob_of(key.partition), blob_of(key.sort)));
  MIEN_TRY(const bool found, row.step());
  if (!found) return std::nullopt;
  MIEN_TRY(Item item, read_item_blob(row.blob(2)));
  return ItemRow{row.integer(0), row.integer(1), std::move(item)};
}

/// What an edit did to the counts of its table.
struct Difference {
  std::int64_t items = 0;
  std::int64_t bytes = 0;
  bool removed_something = false;
};

Result<Difference> put_item(Connection& connection, std::int64_t table, const ItemKey& key,
                            const std::optional<ItemRow>& old, const Item& item) {
  if (old && old->item == item) return Difference{};
  const auto bytes = static_cast<std::int64_t>(counted_bytes(item));
  const std::string blob = to_item_blob(item);
  if (old) {
    MIEN_TRY_VOID(
        connection.run("UPDATE items SET bytes = ?2, item = ?3 WHERE id = ?1", old->row, bytes, blob_of(blob)));
    return Difference{.bytes = bytes - old->bytes, .removed_something = true};
  }
  MIEN_TRY_VOID(connection.run(
      "INSERT INTO items (item_table, position, partition, sort, bytes, item) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", table,
      scan_position(key.partition), blob_of(key.partition), blob_of(key.sort), bytes, blob_of(blob)));
  return Difference{.items = 1, .bytes = bytes};
}

Result<Difference> apply(Connection& connection, std::int64_t table, const ItemEdit& edit) {
  MIEN_TRY(const std::optional<ItemRow> old, find_item(connection, table, edit.key));
  const ItemChange change = edit.decide(old ? &old->item : nullptr);
  if (const auto* item = std::get_if<Item>(&change)) return put_item(connection, table, edit.key, old, *item);
  if (!std::holds_alternative<RemoveItem>(change) || !old) return Difference{};
  MIEN_TRY_VOID(connection.run("DELETE FROM items WHERE id = ?1", old->row));
  return Difference{.items = -1, .bytes = -old->bytes, .removed_something = true};
}

#define MIEN_SQL_PARTITION                                                                                          \
  "SELECT item FROM items WHERE item_table = ?1 AND position = ?2 AND partition = ?3 AND sort >= ?4 AND sort < ?5 " \
  "ORDER BY sort "

/// Bounds of sort keys, each with its own place: `from` is in the range, `before` is not.
struct SortBounds {
  std::string from;
  std::string before;
};
SortBounds bounds_of(const ItemRange& range) {
  // Larger than any sort key.
  SortBounds bounds{range.sort_from, range.sort_before.value_or(std::string(limits::kSortKeyBytesMax + 1, '\xFF'))};
  if (!range.after) return bounds;
  // A zero byte more is the very next of all byte strings.
  if (range.direction == ItemRange::Direction::kForward)
    bounds.from = std::max(bounds.from, range.after->sort + '\0');
  else
    bounds.before = std::min(bounds.before, range.after->sort);
  return bounds;
}

Result<Statement> query_partition(Connection& connection, std::int64_t table, const ItemRange& range) {
  const SortBounds bounds = bounds_of(range);
  const std::string& partition = *range.partition;
  const std::string_view sql =
      range.direction == ItemRange::Direction::kForward ? MIEN_SQL_PARTITION "ASC" : MIEN_SQL_PARTITION "DESC";
  return connection.query(sql, table, scan_position(partition), blob_of(partition), blob_of(bounds.from),
                          blob_of(bounds.before));
}

Result<Statement> query_segment(Connection& connection, std::int64_t table, const ItemRange& range) {
  if (!range.after)
    return connection.query(
        "SELECT item FROM items WHERE item_table = ?1 AND position >= ?2 AND position < ?3 "
        "ORDER BY position, partition, sort",
        table, range.segment.begin(), range.segment.end());
  return connection.query(
      "SELECT item FROM items WHERE item_table = ?1 AND (position, partition, sort) > (?2, ?3, ?4) AND position < ?5 "
      "ORDER BY position, partition, sort",
      table, scan_position(range.after->partition), blob_of(range.after->partition), blob_of(range.after->sort),
      range.segment.end());
}

}  // namespace

Result<std::optional<Item>> Tables::get(const Uuid& table, const ItemKey& key) const {
  return pool_.read([&](Connection& connection) -> Result<std::optional<Item>> {
    MIEN_TRY(const std::int64_t row, table_row(connection, table));
    MIEN_TRY(std::optional<ItemRow> found, find_item(connection, row, key));
    if (!found) return std::nullopt;
    return std::move(found->item);
  });
}

Result<void> Tables::edit(const Uuid& table, std::span<const ItemEdit> edits) {
  bool removed_something = false;
  MIEN_TRY_VOID(pool_.write([&](Connection& connection) -> Result<void> {
    MIEN_TRY(const std::int64_t row, table_row(connection, table));
    Difference sum;
    for (const ItemEdit& edit : edits) {
      MIEN_TRY(const Difference one, apply(connection, row, edit));
      sum.items += one.items;
      sum.bytes += one.bytes;
      removed_something = removed_something || one.removed_something;
    }
    if (sum.items == 0 && sum.bytes == 0) return {};
    return connection.run("UPDATE item_tables SET item_count = item_count + ?2, bytes = bytes + ?3 WHERE id = ?1", row,
                          sum.items, sum.bytes);
  }));
  if (removed_something) pool_.empty_log_of_removed();
  return {};
}

Result<void> Tables::read(const Uuid& table, const ItemRange& range,
                          const std::function<bool(Item item)>& visit) const {
  return pool_.read([&](Connection& connection) -> Result<void> {
    MIEN_TRY(const std::int64_t row, table_row(connection, table));
    MIEN_TRY(Statement found,
             range.partition ? query_partition(connection, row, range) : query_segment(connection, row, range));
    for (;;) {
      MIEN_TRY_VOID(range.patience.check());
      MIEN_TRY(const bool more, found.step());
      if (!more) return {};
      MIEN_TRY(Item item, read_item_blob(found.blob(0)));
      if (!visit(std::move(item))) return {};
    }
  });
}

}  // namespace mien::sqlite
