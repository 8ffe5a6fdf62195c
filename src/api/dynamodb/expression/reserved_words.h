#pragma once

#include <string_view>

namespace mien::api::dynamodb {

/// Whether an attribute of this name, in any case, needs a placeholder in expressions.
/// Source: DynamoDB developer guide, "Reserved words", less CONVERT and SIZE, which it lists and DynamoDB Local takes.
bool is_reserved_word(std::string_view name);

}  // namespace mien::api::dynamodb
