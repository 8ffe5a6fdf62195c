#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <string_view>

#include "api/dynamodb/wire_error.h"

namespace mien::api::dynamodb {

// What JSON must be of one type, or it is a SerializationException: nothing is converted.

WireResult<std::string_view> text_of(const boost::json::value& json);
WireResult<bool> truth_of(const boost::json::value& json);
WireResult<std::int64_t> integer_of(const boost::json::value& json);
WireResult<const boost::json::object*> object_of(const boost::json::value& json);
WireResult<const boost::json::array*> array_of(const boost::json::value& json);

}  // namespace mien::api::dynamodb
