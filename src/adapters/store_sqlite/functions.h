#pragma once

#include <functional>

#include "adapters/store_sqlite/pool.h"
#include "ports/functions.h"

namespace mien::sqlite {

/// FunctionStore over SQLite. Thread-safe. Borrows the pool.
class Functions final : public FunctionStore {
 public:
  explicit Functions(Pool& pool) : pool_(pool) {}
  Result<void> create(const Function& function) override;
  Result<Function> find(const FunctionName& name) const override;
  Result<Page<Function>> list(const PageRequest& page) const override;
  Result<std::optional<ObjectKey>> replace(const Function& function, const Uuid& expected_revision) override;
  Result<ObjectKey> remove(const FunctionName& name) override;
  Result<void> permit(const FunctionName& name, const FunctionPermission& permission) override;
  Result<std::vector<FunctionPermission>> permissions(const FunctionName& name) const override;
  Result<bool> forbid(const FunctionName& name, std::string_view statement_id) override;

 private:
  Pool& pool_;
};

/// Every object that a function's code lies in; for ChangeLog::for_each_object.
Result<void> visit_code_objects(Connection& connection, const std::function<void(const ObjectKey&)>& visit);

}  // namespace mien::sqlite
