#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"

namespace mien::api {

/// One segment of a path, decoded.
/// @errors kInvalidArgument  a bad escape; or, decoded, a slash, a control character or text that is not UTF-8.
Result<std::string> decode_path_segment(std::string_view segment);

/// Name and value of each part of a query, decoded ('+' is a blank), in the order in which they came.
/// @errors kInvalidArgument  a bad escape, a part without a name, NUL, or text that is not UTF-8.
Result<std::vector<std::pair<std::string, std::string>>> parse_query(std::string_view query);

}  // namespace mien::api
