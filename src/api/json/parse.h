#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string_view>

#include "core/limits.h"
#include "core/result.h"

namespace mien::api {

struct JsonLimits {
  std::size_t depth_max = limits::kJsonDepthMax;
  std::size_t values_max = limits::kJsonValuesMax;
  std::size_t members_per_object_max = limits::kJsonMembersMax;
};

/// Reads one JSON text. Stricter than Boost's own parser: a key that appears twice in an object, a number beyond a
/// double's range, text after the value, text that is not UTF-8 and anything beyond the limits are refused. A string
/// without escapes is copied once, into the value.
/// @errors kInvalidArgument  the message says what is wrong and where, never quotes the text.
Result<boost::json::value> parse_json(std::string_view text, const JsonLimits& limits = {});

}  // namespace mien::api
