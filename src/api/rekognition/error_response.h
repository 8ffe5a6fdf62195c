#pragma once

#include <string_view>

#include "api/rekognition/wire_error.h"
#include "ports/http.h"

namespace mien::api::rekognition {

/// An error in the form of the JSON 1.1 protocol.
HttpResponse error_response(const WireError& error, std::string_view message, std::string_view request_id);

/// What the HTTP server found wrong with a request, or 500.
WireError to_wire_error(int status);

}  // namespace mien::api::rekognition
