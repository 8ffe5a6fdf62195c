#pragma once

#include "app/intake/uploaded_objects.h"
#include "app/tables/items.h"
#include "app/tables/tables.h"

namespace mien::app {

/// Writes what uploads come to into the tables. Thread-safe.
class TableItemSink final : public ItemSink {
 public:
  TableItemSink(TableStore& tables, AuditSources sources) : create_(tables, sources), put_(tables) {}
  Result<void> put(const std::string& table, const std::string& key_attribute,
                   const std::vector<std::pair<std::string, std::string>>& item) override;

 private:
  CreateTable create_;
  PutTableItem put_;
};

}  // namespace mien::app
