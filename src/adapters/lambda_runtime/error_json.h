#pragma once

#include <string>
#include <string_view>

#include "ports/function_runner.h"

namespace mien::lambda_runtime {

/// A failure as Lambda describes one: {"errorType":...,"errorMessage":...}.
std::string to_json(const FunctionOutcome::Failure& failure);

/// What a runtime says of a failure: `body`, where that is JSON of Lambda's form, with the type from there or from the
/// header. Whatever comes, the type is of letters, digits, '.' and '_', and the message is cut.
FunctionOutcome parse_failure(std::string_view body, std::string_view type_header);

}  // namespace mien::lambda_runtime
