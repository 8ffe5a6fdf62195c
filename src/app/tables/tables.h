#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "app/audit_sources.h"
#include "ports/tables.h"

namespace mien::app {

class CreateTable {
 public:
  struct Request {
    TableName name;
    KeyAttribute partition;
    std::optional<KeyAttribute> sort{};
    std::optional<Throughput> provisioned{};
    bool deletion_protected = false;
    std::string actor{};
  };
  CreateTable(TableStore& tables, AuditSources sources) : tables_(tables), sources_(sources) {}
  /// @errors kAlreadyExists, kQuotaExceeded, kUnavailable
  Result<Table> run(const Request& request) const;

 private:
  TableStore& tables_;
  AuditSources sources_;
};

class DescribeTable {
 public:
  explicit DescribeTable(const TableStore& tables) : tables_(tables) {}
  /// @errors kNotFound, kUnavailable
  Result<Table> run(const TableName& name) const { return tables_.find(name); }

 private:
  const TableStore& tables_;
};

class ListTables {
 public:
  struct Listed {
    std::vector<TableName> names;
    bool more = false;  ///< There are tables behind the last of them.
  };
  explicit ListTables(const TableStore& tables) : tables_(tables) {}
  /// By name, those behind `after`. @errors kUnavailable
  Result<Listed> run(const std::string& after, std::size_t limit) const;

 private:
  const TableStore& tables_;
};

class UpdateTable {
 public:
  explicit UpdateTable(TableStore& tables) : tables_(tables) {}
  /// @errors kNotFound, kUnavailable
  Result<Table> run(const TableName& name, const TableStore::Changes& changes) const {
    return tables_.update(name, changes);
  }

 private:
  TableStore& tables_;
};

class DeleteTable {
 public:
  DeleteTable(TableStore& tables, AuditSources sources) : tables_(tables), sources_(sources) {}
  /// Unless it is protected, which the answer tells. @errors kNotFound, kUnavailable
  Result<TableStore::Removal> run(const TableName& name, const std::string& actor) const;

 private:
  TableStore& tables_;
  AuditSources sources_;
};

}  // namespace mien::app
