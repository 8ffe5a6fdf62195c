#pragma once

#include <string>
#include <string_view>

#include "api/dynamodb/expression/syntax.h"

namespace mien::api::dynamodb {

Function function_of(std::string_view name);
std::string_view name_of(Comparator comparator);
std::string_view name_of(UpdateAction::Section section);

/// As errors show a path: "[a, b, [3]]".
std::string text_of(const DocumentPath& path);
/// As errors show a value: "{S:x}", a byte string as base64.
std::string text_of(const AttributeValue& value);
/// What update expressions call a type: "NUMBER", "STRING_SET".
std::string_view long_name_of(AttributeType type);

}  // namespace mien::api::dynamodb
