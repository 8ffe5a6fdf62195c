#pragma once

#include "api/functions/proxy_event.h"
#include "api/routes/route_rule.h"
#include "core/text_map.h"
#include "ports/http.h"

namespace mien::api::routes {

/// A route that leads to a function, as API Gateway describes it to the handler. {stage}, where the route begins with
/// it, is no part of the path that is told.
/// @param names  what stood for the pattern's segments in braces
functions::ProxyRoute gateway_route(const HttpHead& head, const TextMap& names, const RouteRule& rule);

}  // namespace mien::api::routes
