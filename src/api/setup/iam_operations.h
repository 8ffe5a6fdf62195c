#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/account.h"
#include "api/setup/form.h"
#include "api/setup/query_error.h"
#include "ports/clock.h"
#include "ports/functions.h"
#include "ports/ids.h"

namespace mien::api::setup {

/// What IAM's operations work on. Borrowed: all outlive it.
struct RoleSetup {
  RoleStore& roles;
  const Clock& clock;
  const Ids& ids;
};

/// One of IAM's operations: what stands in its result, as XML without the element around it; empty where the operation
/// has no result.
using IamOperation = QueryResult<std::string> (*)(const RoleSetup& use, const Account& account, const Form& form);
struct IamAction {
  std::string_view name;
  IamOperation run;
  bool has_result;
};
std::span<const IamAction> iam_actions();

}  // namespace mien::api::setup
