#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "core/audit.h"
#include "core/patience.h"
#include "core/result.h"
#include "core/table.h"

namespace mien {

/// What becomes of an item.
struct KeepItem {};
struct RemoveItem {};
using ItemChange = std::variant<KeepItem, RemoveItem, Item>;  ///< An Item takes the old one's place.

/// One item's change, decided where nobody else can change the item.
struct ItemEdit {
  ItemKey key;
  /// Called once, inside the write transaction, with the item as it is (null: there is none). An item that it gives has
  /// that key. Must be quick and must not call the store: all other writers wait.
  std::function<ItemChange(const Item* old)> decide;
};

/// Which items are read, and in which order.
struct ItemRange {
  /// With it: the items of one partition by their sort keys. Without: those of all, by scan_position and then by key.
  std::optional<std::string> partition{};
  /// Of sort keys: from `sort_from` on, up to but without `sort_before` (none: to the end). With `partition` only.
  std::string sort_from{};
  std::optional<std::string> sort_before{};
  enum class Direction : std::uint8_t { kForward, kBackward };
  Direction direction = Direction::kForward;  ///< kBackward with `partition` only.
  Segment segment{};                          ///< Without `partition` only.
  std::optional<ItemKey> after{};             ///< Begin behind this key, whether or not there is an item.
  Patience patience{};
};

/// Tables of items, as DynamoDB has them. Every write is one transaction and durable (survives kill -9 and power loss)
/// once it returns, and every read sees every write that returned before it began. Thread-safe. Every function can fail
/// with kUnavailable; then nothing of it was done. Items are asked for by the id of their table, so that a table which
/// was deleted and made again in the meantime, perhaps with other keys, is not taken for it. Adapter: store_sqlite.
class TableStore {
 public:
  virtual ~TableStore() = default;

  /// Counts of `table` are not looked at. `event`, where there is one, is written in the same transaction.
  /// @errors kAlreadyExists, kQuotaExceeded (limits::kTablesMax)
  virtual Result<void> create(const Table& table, const std::optional<AuditEvent>& event) = 0;
  /// @errors kNotFound
  virtual Result<Table> find(const TableName& name) const = 0;
  /// By name, behind `after` (empty: from the first), at most `limit`.
  virtual Result<std::vector<TableName>> list(const std::string& after, std::size_t limit) const = 0;
  struct Changes {
    std::optional<bool> deletion_protected{};
    /// The inner one as in Table: none is paid per request.
    std::optional<std::optional<Throughput>> provisioned{};
  };
  /// @errors kNotFound
  virtual Result<Table> update(const TableName& name, const Changes& changes) = 0;
  struct Removal {
    Table table;
    bool removed = false;  ///< False: it is protected against deletion, and nothing was done.
  };
  /// Nobody finds the table or its items any more. The rows of a large table are deleted by purge_some() later.
  /// @errors kNotFound
  virtual Result<Removal> remove(const TableName& name, const std::optional<AuditEvent>& event) = 0;
  /// Deletes some thousand rows at most of tables that were removed. False: there are none left.
  virtual Result<bool> purge_some() = 0;

  /// nullopt: there is no such item. @errors kNotFound (table)
  virtual Result<std::optional<Item>> get(const Uuid& table, const ItemKey& key) const = 0;
  /// All of them in one transaction, in their order. @errors kNotFound (table)
  virtual Result<void> edit(const Uuid& table, std::span<const ItemEdit> edits) = 0;
  /// Calls `visit` for each item of the range until it gives false. All are of one moment.
  /// @errors kNotFound (table), and those of Patience
  virtual Result<void> read(const Uuid& table, const ItemRange& range,
                            const std::function<bool(Item item)>& visit) const = 0;
};

}  // namespace mien
