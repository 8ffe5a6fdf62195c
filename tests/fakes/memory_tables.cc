#include "fakes/memory_tables.h"

#include <algorithm>
#include <mutex>
#include <utility>
#include <variant>

#include "core/limits.h"

namespace mien::fakes {
namespace {

std::unexpected<Error> none() { return fail(ErrorCode::kNotFound, "No such table."); }

}  // namespace

Result<void> MemoryTables::create(const Table& table, const std::optional<AuditEvent>& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  if (rows_.size() >= limits::kTablesMax) return fail(ErrorCode::kQuotaExceeded, "There are too many tables.");
  if (rows_.contains(table.name)) return fail(ErrorCode::kAlreadyExists, "A table of that name exists.");
  Row row{table, {}};
  row.table.item_count = row.table.bytes = 0;
  rows_.emplace(table.name, std::move(row));
  if (event) state_.events.push_back(*event);
  return {};
}

Result<Table> MemoryTables::find(const TableName& name) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto found = rows_.find(name);
  if (found == rows_.end()) return none();
  return counted(found->second);
}

Result<std::vector<TableName>> MemoryTables::list(const std::string& after, std::size_t limit) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  std::vector<TableName> out;
  for (const auto& [name, row] : rows_)
    if (name.text() > after && out.size() < limit) out.push_back(name);
  return out;
}

Result<Table> MemoryTables::update(const TableName& name, const Changes& changes) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto found = rows_.find(name);
  if (found == rows_.end()) return none();
  Table& table = found->second.table;
  if (changes.deletion_protected) table.deletion_protected = *changes.deletion_protected;
  if (changes.provisioned) table.provisioned = *changes.provisioned;
  return counted(found->second);
}

Result<MemoryTables::Removal> MemoryTables::remove(const TableName& name, const std::optional<AuditEvent>& event) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY_VOID(state_.check_up());
  const auto found = rows_.find(name);
  if (found == rows_.end()) return none();
  Removal removal{counted(found->second), !found->second.table.deletion_protected};
  if (!removal.removed) return removal;
  rows_.erase(found);
  if (event) state_.events.push_back(*event);
  return removal;
}

Result<std::optional<Item>> MemoryTables::get(const Uuid& table, const ItemKey& key) const {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const Row* row, row_of(table));
  const auto found = row->items.find(place_of(key));
  if (found == row->items.end()) return std::nullopt;
  return found->second;
}

Result<void> MemoryTables::edit(const Uuid& table, std::span<const ItemEdit> edits) {
  const std::scoped_lock lock(state_.mutex);
  MIEN_TRY(const Row* row, row_of(table));
  auto& items = const_cast<Row*>(row)->items;
  for (const ItemEdit& edit : edits) {
    const auto old = items.find(place_of(edit.key));
    ItemChange change = edit.decide(old == items.end() ? nullptr : &old->second);
    if (auto* item = std::get_if<Item>(&change))
      items.insert_or_assign(place_of(edit.key), std::move(*item));
    else if (std::holds_alternative<RemoveItem>(change))
      items.erase(place_of(edit.key));
  }
  return {};
}

Result<void> MemoryTables::read(const Uuid& table, const ItemRange& range,
                                const std::function<bool(Item item)>& visit) const {
  std::vector<Item> found;
  {
    const std::scoped_lock lock(state_.mutex);
    MIEN_TRY(const Row* row, row_of(table));
    MIEN_TRY_VOID(range.patience.check());
    for (const auto& [place, item] : row->items)
      if (is_in(range, place)) found.push_back(item);
  }
  if (range.direction == ItemRange::Direction::kBackward) std::ranges::reverse(found);
  for (Item& item : found)
    if (!visit(std::move(item))) break;
  return {};
}

MemoryTables::Place MemoryTables::place_of(const ItemKey& key) {
  return {scan_position(key.partition), key.partition, key.sort};
}

Table MemoryTables::counted(const Row& row) {
  Table table = row.table;
  table.item_count = row.items.size();
  for (const auto& [place, item] : row.items) table.bytes += counted_bytes(item);
  return table;
}

bool MemoryTables::is_in(const ItemRange& range, const Place& place) {
  const auto& [position, partition, sort] = place;
  const bool backward = range.direction == ItemRange::Direction::kBackward;
  if (range.after) {
    const Place after = place_of(*range.after);
    if (backward ? place >= after : place <= after) return false;
  }
  if (!range.partition) return range.segment.contains(position);
  return partition == *range.partition && sort >= range.sort_from && (!range.sort_before || sort < *range.sort_before);
}

Result<const MemoryTables::Row*> MemoryTables::row_of(const Uuid& table) const {
  MIEN_TRY_VOID(state_.check_up());
  for (const auto& [name, row] : rows_)
    if (row.table.id == table) return &row;
  return none();
}

}  // namespace mien::fakes
