#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "api/rest/problem.h"
#include "ports/http.h"

namespace mien::api::rest {

/// The value of a header that must not come twice, where two parties could each believe another one.
/// @errors kMalformedRequest
Answer<std::optional<std::string_view>> single_header(const HttpHead& head, std::string_view name);

/// Answers hold personal data: no cache may keep them.
HttpResponse json_response(int status, std::string body);
HttpResponse empty_response();

}  // namespace mien::api::rest
