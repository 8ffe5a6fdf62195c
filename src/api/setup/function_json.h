#pragma once

#include <span>
#include <string>

#include "api/account.h"
#include "api/json/writer.h"
#include "core/function.h"

namespace mien::api::setup {

/// Lambda's FunctionConfiguration.
void write_configuration(JsonWriter& json, const Function& function, const Account& account);

/// One statement of a resource policy, and the policy of several.
std::string statement_json(const FunctionName& function, const FunctionPermission& permission, const Account& account);
std::string policy_json(const FunctionName& function, std::span<const FunctionPermission> permissions,
                        const Account& account);

}  // namespace mien::api::setup
