#pragma once

#include <atomic>

#include "adapters/store_sqlite/pool.h"
#include "ports/tables.h"

namespace mien::sqlite {

/// TableStore over SQLite. Thread-safe. Borrows the pool.
class Tables final : public TableStore {
 public:
  explicit Tables(Pool& pool) : pool_(pool) {}
  Result<void> create(const Table& table, const std::optional<AuditEvent>& event) override;
  Result<Table> find(const TableName& name) const override;
  Result<std::vector<TableName>> list(const std::string& after, std::size_t limit) const override;
  Result<Table> update(const TableName& name, const Changes& changes) override;
  Result<Removal> remove(const TableName& name, const std::optional<AuditEvent>& event) override;
  Result<bool> purge_some() override;

  Result<std::optional<Item>> get(const Uuid& table, const ItemKey& key) const override;
  Result<void> edit(const Uuid& table, std::span<const ItemEdit> edits) override;
  Result<void> read(const Uuid& table, const ItemRange& range,
                    const std::function<bool(Item item)>& visit) const override;

 private:
  Pool& pool_;
  /// Whether a dropped table may have rows yet: what a crash left may, too.
  std::atomic<bool> purge_is_due_ = true;
};

}  // namespace mien::sqlite
