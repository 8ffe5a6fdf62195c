#pragma once

#include "api/dynamodb/expression/parser.h"
#include "api/dynamodb/expression/placeholders.h"
#include "api/dynamodb/expression/syntax.h"

namespace mien::api::dynamodb {

// The second half of reading an expression: functions are known and used as they may be, names are not reserved,
// placeholders replaced, operands of types that can be right. Errors are DynamoDB's words, without the parameter's
// name. A bound tree is good for evaluation as long as the placeholders live.

Parsed<void> bind(Condition& condition, Placeholders& placeholders);
Parsed<void> bind(Update& update, Placeholders& placeholders);
Parsed<void> bind(Projection& projection, Placeholders& placeholders);

}  // namespace mien::api::dynamodb
