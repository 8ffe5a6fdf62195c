#pragma once

#include <span>
#include <string>
#include <string_view>

#include "ports/http.h"

namespace mien::api::routes {

/// Whether the page that sent the request is of one of these origins by name.
bool names_origin(std::span<const std::string> origins, const HttpHead& head);

/// Lets pages of these origins read an answer, errors included. "*" stands for every origin. Credentials that a browser
/// keeps are never allowed.
void add_cors(HttpResponse& response, const HttpHead& head, std::span<const std::string> origins);

/// The answer to a preflight. @param methods  that the path takes, separated by commas
HttpResponse preflight(const HttpHead& head, std::span<const std::string> origins, std::string_view methods);

}  // namespace mien::api::routes
