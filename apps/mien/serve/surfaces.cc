#include "serve/surfaces.h"

#include <iterator>
#include <utility>

namespace mien::cli {
namespace {

using api::rest::Route;
using api::rest::ServiceRoutes;

template <class... Groups>
std::vector<Route> routes_of(const Groups&... groups) {
  std::vector<Route> all;
  const auto add = [&](std::vector<Route> routes) { std::ranges::move(routes, std::back_inserter(all)); };
  (add(groups.routes()), ...);
  return all;
}

/// First path segments where others answer, whatever the headers say: a bucket there could not be reached.
std::vector<std::string> reserved_names(const ServeConfig& config) {
  std::vector<std::string> names{"healthz", "readyz", "metrics", "ui", "v1", "docs", "openapi.json"};
  for (const api::routes::RouteRule& route : config.routes) {
    // A route that stores objects begins with the name of the bucket where they go.
    if (route.target == api::routes::RouteRule::Target::kPutObject) continue;
    if (const auto first = route.path.first_segment(); !first.empty()) names.emplace_back(first);
  }
  return names;
}

api::s3::Settings s3_settings(const ServeConfig& config) {
  return {.region = config.region,
          .account_id = config.account_id,
          .domain = config.s3_domain,
          .reserved_names = reserved_names(config)};
}

}  // namespace

Surfaces::Surfaces(Backends& backends, UseCases& use, const api::KeyRing& keys, const ServeConfig& config)
    : people_(use.of_people(), backends.ids),
      service_(
          backends.metrics, [] { return true; },  // Listening begins when everything is ready.
          config.metrics_open ? ServiceRoutes::MetricsAccess::kOpen : ServiceRoutes::MetricsAccess::kKey),
      rest_(routes_of(people_, service_), keys),
      rekognition_(use.of_rekognition(), {config.region, config.account_id}, {keys, backends.clock}),
      dynamodb_(use.of_dynamodb(), {config.region, config.account_id}, {keys, backends.clock}),
      s3_(use.objects.of_s3(), s3_settings(config), {keys, backends.clock}) {}

std::vector<const api::Surface*> Surfaces::in_order() const {
  return {&rest_, &rekognition_, &dynamodb_, &s3_, &unknown_target_, &front_page_};
}

}  // namespace mien::cli
