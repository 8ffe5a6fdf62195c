#include "app/tables/tables.h"

#include <utility>

namespace mien::app {

Result<Table> CreateTable::run(const Request& request) const {
  Table table{.name = request.name,
              .id = sources_.ids.random(),
              .partition = request.partition,
              .sort = request.sort,
              .created = sources_.clock.now(),
              .provisioned = request.provisioned,
              .deletion_protected = request.deletion_protected};
  MIEN_TRY_VOID(tables_.create(table, sources_.event(request.actor, "CreateTable", "", request.name.text(), "ok")));
  return table;
}

Result<ListTables::Listed> ListTables::run(const std::string& after, std::size_t limit) const {
  MIEN_TRY(std::vector<TableName> names, tables_.list(after, limit + 1));
  const bool more = names.size() > limit;
  if (more) names.pop_back();
  return Listed{std::move(names), more};
}

Result<TableStore::Removal> DeleteTable::run(const TableName& name, const std::string& actor) const {
  return tables_.remove(name, sources_.event(actor, "DeleteTable", "", name.text(), "ok"));
}

}  // namespace mien::app
