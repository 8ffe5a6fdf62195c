#pragma once

#include <string>
#include <vector>

#include "api/routes/route_rule.h"
#include "app/intake/intake.h"
#include "core/setup_table.h"

namespace mien::cli {

/// [[route]] of the configuration file. @errors kInvalidArgument  naming the key
Result<api::routes::RouteRule> read_route(const SetupTable& table, const std::string& where);

/// [[site]]: a client's own pages.
struct SiteTable {
  std::string path = "/";  ///< Where they are served; begins and ends with a slash.
  std::string folder;
};
/// @errors kInvalidArgument  naming the key
Result<SiteTable> read_site(const SetupTable& table, const std::string& where);

/// Every route names an intake that there is and that does what the route is for. @errors kInvalidArgument
Result<void> check_routes(const std::vector<api::routes::RouteRule>& routes, const std::vector<app::Intake>& intakes);

}  // namespace mien::cli
