#pragma once

#include "api/dynamodb/expression/syntax.h"

namespace mien::api::dynamodb {

/// Whether a bound condition holds for an item; an item without attributes stands for none. What is not there, or of
/// another type than an operator takes, makes a comparison false, but for "<>", which it makes true.
bool holds(const Condition& condition, const Item& item);

}  // namespace mien::api::dynamodb
