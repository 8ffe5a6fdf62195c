#include "serve/surfaces.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "api/auth/presign.h"

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

/// By which clients come, as far as this server knows.
std::string scheme_of(const ServeConfig& config) { return config.tls_cert.empty() ? "http" : "https"; }

/// Signs links with the key of whoever asks for them, so that they end with it.
api::rest::SignUploadLink sign_with(const api::KeyRing& keys, const Clock& clock, const std::string& region) {
  return [&keys, &clock, region](const api::rest::UploadLinkRequest& wanted) -> Result<api::rest::UploadLink> {
    const auto key = keys.find(wanted.access_key_id);
    if (!key) return fail(ErrorCode::kNotFound, "The access key is gone.");
    std::vector<std::pair<std::string, std::string>> headers{{"content-type", wanted.content_type}};
    if (wanted.bytes) headers.emplace_back("content-length", std::to_string(*wanted.bytes));
    api::rest::UploadLink link{.url = api::presign_url({.method = "PUT",
                                                        .base_url = wanted.base_url,
                                                        .bucket = wanted.bucket,
                                                        .key = wanted.key,
                                                        .headers = headers,
                                                        .lifetime = wanted.lifetime,
                                                        .region = region,
                                                        .at = std::chrono::floor<std::chrono::seconds>(clock.now())},
                                                       wanted.access_key_id, key->secret),
                               .headers = {{"Content-Type", wanted.content_type}}};
    if (wanted.bytes) link.headers.push_back({"Content-Length", std::to_string(*wanted.bytes)});
    return link;
  };
}

/// First segments of paths that are not buckets: the service's own, and those of the operator's routes.
api::s3::Settings s3_settings(const ServeConfig& config) {
  api::s3::Settings settings{.region = config.region,
                             .account_id = config.account_id,
                             .domain = config.s3_domain,
                             .reserved_names = {},
                             .scheme = scheme_of(config)};
  for (const std::string_view name : api::rest::RestApi::first_segments()) settings.reserved_names.emplace_back(name);
  for (const api::routes::RouteRule& rule : config.routes) {
    const std::string name(rule.path.first_segment());
    // A route into a bucket may have its name.
    if (!name.empty() && std::ranges::find(rule.buckets, name) == rule.buckets.end())
      settings.reserved_names.push_back(name);
  }
  return settings;
}

}  // namespace

Surfaces::Surfaces(Backends& backends, UseCases& use, const Neighbours& neighbours, UploadDoor& door,
                   Functions& functions, const AccessKeys& access, std::vector<std::unique_ptr<SiteFiles>> sites,
                   const ServeConfig& config)
    : site_files_(std::move(sites)),
      people_(use.of_people(), backends.ids),
      keys_(access.of_rest()),
      events_({use.event_feed, backends.event_bell, door.intakes(), functions.keys()}),
      uploads_(door.of_uploads(), sign_with(functions.keys(), backends.clock, config.region), config.public_url,
               scheme_of(config)),
      service_(
          backends.metrics, [] { return true; },  // Listening begins when everything is ready.
          config.metrics_open ? ServiceRoutes::MetricsAccess::kOpen : ServiceRoutes::MetricsAccess::kKey),
      hooks_(door.of_hooks()),
      invocations_(backends.store->tasks(), backends.clock, [&functions] { functions.wake(); }),
      rest_(routes_of(people_, keys_, events_, uploads_, service_, hooks_, invocations_), functions.keys(),
            &neighbours.token()),
      rekognition_(use.of_rekognition(door.objects().read, door.objects().triggers), {config.region, config.account_id},
                   {functions.keys(), backends.clock}),
      table_turns_({.at_once = limits::kTableRequestsPerCore * backends.models->threads(),
                    .waiting_max = limits::kTableRequestsWaitingPerCore * backends.models->threads()}),
      dynamodb_(use.of_dynamodb(), {config.region, config.account_id},
                {functions.keys(), backends.clock, table_turns_}),
      s3_(door.objects().of_s3(), s3_settings(config), {functions.keys(), backends.clock}),
      routes_(config.routes, {functions.keys(), backends.ids, backends.clock, door.intakes(), door.find(),
                              door.objects().put, door.objects().triggers, functions.gateway(), backends.store->tasks(),
                              limits::kStrangersWaitingPerCore * backends.models->threads()}),
      setup_forms_(functions.of_roles(), {config.region, config.account_id}, {functions.keys(), backends.clock}),
      lambda_(functions.of_functions(), {config.region, config.account_id}, {functions.keys(), backends.clock}) {
  for (std::size_t i = 0; i < config.sites.size(); ++i)
    sites_.push_back(std::make_unique<api::routes::SiteApi>(config.sites[i].path, *site_files_[i]));
}

std::vector<const api::Surface*> Surfaces::in_order() const {
  std::vector<const api::Surface*> all{&rest_, &rekognition_, &dynamodb_, &setup_forms_, &lambda_, &routes_};
  for (const auto& site : sites_) all.push_back(site.get());
  all.insert(all.end(), {&s3_, &front_page_, &unknown_target_});
  return all;
}

}  // namespace mien::cli
