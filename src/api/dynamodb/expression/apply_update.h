#pragma once

#include "api/dynamodb/expression/parser.h"
#include "api/dynamodb/expression/syntax.h"
#include "core/attribute_value.h"

namespace mien::api::dynamodb {

/// The item after a bound update. Every value is taken from the item as it was, and every index means a place in the
/// list as it was: elements are set first, then those beyond a list's end added in their order, then others removed.
/// Error: DynamoDB's words. Size and depth of the outcome, and key attributes, are the caller's to look at.
Parsed<Item> apply_update(const Update& update, const Item& item);

/// The attributes of `item` in which a path of the update names something that is there.
Item touched(const Update& update, const Item& item);

}  // namespace mien::api::dynamodb
