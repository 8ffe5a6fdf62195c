#pragma once

#include "api/dynamodb/expression/syntax.h"
#include "core/patience.h"
#include "core/result.h"

namespace mien::api::dynamodb {

/// Whether a bound condition holds for an item; an item without attributes stands for none. What is not there, or of
/// another type than an operator takes, makes a comparison false, but for "<>", which it makes true. Takes time in
/// proportion to the values that it looks at, of which it looks at so much and no more: some conditions are judged
/// while all other writers wait.
/// @errors kInvalidArgument (it looks at more than limits::kConditionBytesMax), and those of Patience
Result<bool> holds(const Condition& condition, const Item& item, const Patience& patience = {});

}  // namespace mien::api::dynamodb
