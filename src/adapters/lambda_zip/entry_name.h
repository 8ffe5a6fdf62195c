#pragma once

#include <string_view>

#include "core/result.h"

namespace mien::lambda_zip {

/// Whether an entry of this name may be unpacked: it is UTF-8, at most limits::kFunctionPathBytesMax long, and names
/// something below the folder in one way only, so no ".", "..", empty part, backslash or control character. A folder's
/// name ends with a slash.
/// @errors kInvalidArgument
Result<void> check_entry_name(std::string_view name);

}  // namespace mien::lambda_zip
