#pragma once

#include <functional>
#include <optional>
#include <span>

#include "ports/tables.h"

namespace mien::app {

class GetTableItem {
 public:
  explicit GetTableItem(const TableStore& tables) : tables_(tables) {}
  /// nullopt: there is no such item. @errors kNotFound (table), kUnavailable
  Result<std::optional<Item>> run(const Table& table, const ItemKey& key) const { return tables_.get(table.id, key); }

 private:
  const TableStore& tables_;
};

class EditTableItems {
 public:
  explicit EditTableItems(TableStore& tables) : tables_(tables) {}
  /// All of them together. @errors kNotFound (table), kUnavailable
  Result<void> run(const Table& table, std::span<const ItemEdit> edits) const { return tables_.edit(table.id, edits); }

 private:
  TableStore& tables_;
};

class ReadTableItems {
 public:
  explicit ReadTableItems(const TableStore& tables) : tables_(tables) {}
  /// Calls `visit` for each item of the range until it gives false.
  /// @errors kNotFound (table), kUnavailable, and those of Patience
  Result<void> run(const Table& table, const ItemRange& range, const std::function<bool(Item item)>& visit) const {
    return tables_.read(table.id, range, visit);
  }

 private:
  const TableStore& tables_;
};

/// For parts of Mien that write items of their own, for example what an upload was found to show.
class PutTableItem {
 public:
  explicit PutTableItem(TableStore& tables) : tables_(tables) {}
  /// Puts the item in the place of the one with its key, if there is one. The table must have been created.
  /// @errors kNotFound (table), kInvalidArgument (the item has no key of this table, or is larger or deeper than one
  ///   may be; the message says which), kUnavailable
  Result<void> run(const TableName& name, const Item& item) const;

 private:
  TableStore& tables_;
};

}  // namespace mien::app
