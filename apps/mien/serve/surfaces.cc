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

}  // namespace

Surfaces::Surfaces(Backends& backends, UseCases& use, const api::KeyRing& keys, const ServeConfig& config)
    : people_(use.of_people(), backends.ids),
      events_({use.event_feed, backends.event_bell, intakes_, keys}),
      service_(
          backends.metrics, [] { return true; },  // Listening begins when everything is ready.
          config.metrics_open ? ServiceRoutes::MetricsAccess::kOpen : ServiceRoutes::MetricsAccess::kKey),
      rest_(routes_of(people_, events_, service_), keys),
      rekognition_(use.of_rekognition(), {config.region, config.account_id}, {keys, backends.clock}),
      dynamodb_(use.of_dynamodb(), {config.region, config.account_id}, {keys, backends.clock}) {}

std::vector<const api::Surface*> Surfaces::in_order() const {
  return {&rest_, &rekognition_, &dynamodb_, &unknown_target_, &front_page_, &s3_};
}

}  // namespace mien::cli
