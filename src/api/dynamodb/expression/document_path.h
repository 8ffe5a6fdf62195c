#pragma once

#include <vector>

#include "api/dynamodb/expression/parser.h"
#include "api/dynamodb/expression/syntax.h"

namespace mien::api::dynamodb {

/// The value at a bound path. Null: there is none.
const AttributeValue* find(const Item& item, const DocumentPath& path);

/// Paths of which none is another's front or the same, and none takes for a list what another takes for a map.
class DisjointPaths {
 public:
  /// Keeps the path. Error: DynamoDB's words for the two that are at odds.
  Parsed<void> add(const DocumentPath& path);

 private:
  std::vector<const DocumentPath*> paths_;  ///< Borrowed from the expression.
};

}  // namespace mien::api::dynamodb
