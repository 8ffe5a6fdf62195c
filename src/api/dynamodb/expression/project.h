#pragma once

#include "api/dynamodb/expression/syntax.h"

namespace mien::api::dynamodb {

/// The parts of an item that a bound projection names, in maps and lists as they lie in the item; of a list its
/// elements in their order and no others. What is not there is left out.
Item project(const Projection& projection, const Item& item);

}  // namespace mien::api::dynamodb
