#include "api/setup/policy_document.h"

#include <algorithm>
#include <functional>
#include <string>

#include "api/json/parse.h"
#include "core/limits.h"

namespace mien::api::setup {

Result<void> check_policy_document(std::string_view json) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  const auto bytes = static_cast<std::size_t>(std::ranges::count_if(json, std::not_fn(is_blank)));
  if (bytes > limits::kPolicyDocumentBytesMax)
    return fail(ErrorCode::kQuotaExceeded,
                "A policy may have " + std::to_string(limits::kPolicyDocumentBytesMax) + " bytes, blanks not counted.");
  const auto value = parse_json(json);
  if (!value) return fail(ErrorCode::kInvalidArgument, "This policy contains invalid Json.");
  if (!value->is_object() || !value->get_object().contains("Statement"))
    return fail(ErrorCode::kInvalidArgument, "Syntax errors in policy.");
  return {};
}

}  // namespace mien::api::setup
