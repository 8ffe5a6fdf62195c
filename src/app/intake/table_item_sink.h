#pragma once

#include "app/intake/uploaded_objects.h"
#include "app/tables/items.h"
#include "app/tables/tables.h"

namespace mien::app {

/// Writes what uploads come to into the tables. Thread-safe.
class TableItemSink final : public ItemSink {
 public:
  TableItemSink(TableStore& tables, AuditSources sources) : tables_(tables), create_(tables, sources), put_(tables) {}
  Result<std::string> key_of(const std::string& table, const std::string& key_attribute,
                             const Fields& item) const override;
  Result<void> put(const std::string& table, const std::string& key_attribute, const Fields& item) override;
  Result<void> remove(const std::string& table, const std::string& key) override;

 private:
  TableStore& tables_;
  CreateTable create_;
  PutTableItem put_;
};

}  // namespace mien::app
