#pragma once

#include <string_view>

#include "core/result.h"
#include "ports/http.h"

namespace mien::api::functions {

/// What a handler behind a REST API answered: {"statusCode":...,"headers":...,"multiValueHeaders":...,"body":...,
/// "isBase64Encoded":...}, of which only the first must be there. Headers that are this server's own to set are left
/// out; without a Content-Type it is application/json, as at API Gateway.
/// @errors kInvalidArgument  anything else; the message quotes nothing
Result<HttpResponse> parse_proxy_answer(std::string_view payload_json);

}  // namespace mien::api::functions
