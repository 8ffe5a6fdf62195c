#pragma once

#include <string_view>

#include "core/result.h"

namespace mien::api::setup {

/// Whether a text may be kept as a policy: a JSON object with a Statement. What it says is not looked at: nothing is
/// granted by it.
/// @errors kInvalidArgument  it is no such text; kQuotaExceeded  it has more than limits::kPolicyDocumentBytesMax bytes
///                           without its blanks
Result<void> check_policy_document(std::string_view json);

}  // namespace mien::api::setup
