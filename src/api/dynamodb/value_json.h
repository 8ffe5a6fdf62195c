#pragma once

#include <boost/json/value.hpp>
#include <string_view>

#include "api/dynamodb/wire_error.h"
#include "api/json/writer.h"
#include "core/attribute_value.h"

namespace mien::api::dynamodb {

/// The value of JSON such as {"S":"text"}. Errors are DynamoDB's; a value of a wrong JSON type is a
/// SerializationException. How deep it is, is the caller's to look at.
WireResult<AttributeValue> read_value(const boost::json::value& json);
/// The members of a map, or an item. @errors as read_value()
WireResult<Item> read_item(const boost::json::value& json);

void write_value(JsonWriter& out, const AttributeValue& value);
void write_item(JsonWriter& out, const Item& item);

}  // namespace mien::api::dynamodb
