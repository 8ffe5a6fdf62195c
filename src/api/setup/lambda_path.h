#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/account.h"
#include "api/setup/lambda_error.h"
#include "core/function.h"
#include "ports/http.h"

namespace mien::api::setup {

enum class LambdaOperation : std::uint8_t {
  kAddPermission,
  kCreateFunction,
  kDeleteFunction,
  kGetFunction,
  kGetFunctionConfiguration,
  kGetPolicy,
  kInvoke,
  kListFunctions,
  kRemovePermission,
  kUpdateFunctionCode,
  kUpdateFunctionConfiguration,
};
std::string_view name_of(LambdaOperation operation);

/// What a method and path of Lambda's ask for. Views into the request's target, still percent-encoded.
struct LambdaRoute {
  LambdaOperation operation;
  std::string_view function{};   ///< Empty where the operation is about none.
  std::string_view statement{};  ///< RemovePermission's.
};

inline constexpr std::string_view kLambdaPathPrefix = "/2015-03-31/functions";

/// nullopt: there is no such operation.
std::optional<LambdaRoute> find_lambda_route(std::string_view method, std::string_view path);

/// A function's name from a path or header: the name itself, "function:NAME" behind an account's number, or an ARN of
/// any region; with or without the qualifier $LATEST.
/// @errors ValidationException (no such form), ResourceNotFoundException (another account or qualifier)
LambdaResult<FunctionName> parse_function_name(std::string_view text, const Account& account);

/// The ARN of a function.
std::string function_arn(const FunctionName& name, const Account& account);

/// The name in "arn:aws:iam::ACCOUNT:role/PATH/NAME". nullopt: it is no ARN of a role.
std::optional<ServiceRoleName> role_of_arn(std::string_view arn);

}  // namespace mien::api::setup
