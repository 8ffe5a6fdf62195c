#include "serve/reserved_names.h"

#include <algorithm>

#include "api/rest/rest_api.h"

namespace mien::cli {

std::vector<std::string> reserved_names(const ServeConfig& config) {
  std::vector<std::string> names;
  for (const std::string_view name : api::rest::RestApi::first_segments()) names.emplace_back(name);
  for (const api::routes::RouteRule& rule : config.routes) {
    std::string name(rule.path.first_segment());
    // A route into a bucket may have its name.
    if (!name.empty() && std::ranges::find(rule.buckets, name) == rule.buckets.end()) names.push_back(std::move(name));
  }
  return names;
}

}  // namespace mien::cli
