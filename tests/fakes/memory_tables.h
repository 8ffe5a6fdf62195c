#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "fakes/memory_state.h"
#include "ports/tables.h"

namespace mien::fakes {

/// TableStore over maps. Items lie in the order of a scan.
class MemoryTables final : public TableStore {
 public:
  explicit MemoryTables(MemoryState& state) : state_(state) {}

  Result<void> create(const Table& table, const std::optional<AuditEvent>& event) override;
  Result<Table> find(const TableName& name) const override;
  Result<std::vector<TableName>> list(const std::string& after, std::size_t limit) const override;
  Result<Table> update(const TableName& name, const Changes& changes) override;
  Result<Removal> remove(const TableName& name, const std::optional<AuditEvent>& event) override;
  Result<bool> purge_some() override { return false; }

  Result<std::optional<Item>> get(const Uuid& table, const ItemKey& key) const override;
  Result<void> edit(const Uuid& table, std::span<const ItemEdit> edits) override;
  Result<void> read(const Uuid& table, const ItemRange& range,
                    const std::function<bool(Item item)>& visit) const override;

 private:
  using Place = std::tuple<std::uint32_t, std::string, std::string>;
  struct Row {
    Table table;
    std::map<Place, Item> items;
  };
  static Place place_of(const ItemKey& key);
  static Table counted(const Row& row);
  static bool is_in(const ItemRange& range, const Place& place);
  Result<const Row*> row_of(const Uuid& table) const;

  MemoryState& state_;
  std::map<TableName, Row> rows_;
};

}  // namespace mien::fakes
