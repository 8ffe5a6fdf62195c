#pragma once

#include <string_view>

#include "core/result.h"

namespace mien::app {

/// A person's name: any Unicode text, 1..kPersonNameBytesMax bytes of UTF-8.
/// @errors kInvalidArgument  empty, too long, not UTF-8, or with control characters.
Result<void> check_person_name(std::string_view name);

/// Only the size: that they are a JSON object is the surface's to see. @errors kInvalidArgument
Result<void> check_attributes_size(std::string_view attributes_json);

}  // namespace mien::app
