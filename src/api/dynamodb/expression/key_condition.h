#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/dynamodb/expression/parser.h"
#include "api/dynamodb/expression/syntax.h"
#include "core/table.h"

namespace mien::api::dynamodb {

/// Which items a query asks for: one partition, and sort keys within bounds.
struct KeyRange {
  AttributeValue partition;
  std::string partition_bytes;  ///< key_bytes() of it.
  std::string sort_from{};      ///< As in ItemRange.
  std::optional<std::string> sort_before{};
};

/// The range of a bound key condition. Error: DynamoDB's words.
Parsed<KeyRange> key_range_of(const Condition& condition, const Table& table);

// Whether a condition, filter or projection asks for something within a key attribute, which holds nothing.
Parsed<void> check_key_attributes_whole(const Condition& condition, const Table& table);
Parsed<void> check_key_attributes_whole(const Projection& projection, const Table& table);
/// The first key attribute that the condition names.
std::optional<std::string> key_attribute_in(const Condition& condition, const Table& table);

}  // namespace mien::api::dynamodb
