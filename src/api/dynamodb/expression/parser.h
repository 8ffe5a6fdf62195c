#pragma once

#include <expected>
#include <string>
#include <string_view>

#include "api/dynamodb/expression/syntax.h"

namespace mien::api::dynamodb {

/// A tree, or DynamoDB's words for what is wrong, without the name of the parameter.
template <class T>
using Parsed = std::expected<T, std::string>;

// The grammar alone: placeholders are not looked up, functions not known, reserved words not seen; that is bind.h.
// Nesting is bounded, so that trees can be walked recursively.

/// For conditions, filters and key conditions.
Parsed<Condition> parse_condition(std::string_view expression);
Parsed<Update> parse_update(std::string_view expression);
Parsed<Projection> parse_projection(std::string_view expression);

/// What is said of an expression with more than limits::kExpressionOperatorsMax operators and functions.
std::string too_many_operators();

}  // namespace mien::api::dynamodb
