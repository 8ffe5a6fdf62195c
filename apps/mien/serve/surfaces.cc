#include "serve/surfaces.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <iterator>
#include <system_error>
#include <utility>

#include "api/auth/presign.h"
#include "serve/console_files.h"
#include "serve/reserved_names.h"

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

api::s3::Settings s3_settings(const ServeConfig& config) {
  return {.region = config.region,
          .account_id = config.account_id,
          .domain = config.s3_domain,
          .reserved_names = reserved_names(config),
          .scheme = scheme_of(config)};
}

/// Those that need no upload to run.
std::vector<std::string> names_of_configured(const std::vector<FunctionTable>& functions) {
  std::vector<std::string> names;
  for (const FunctionTable& function : functions)
    if (function.run != FunctionTable::Run::kZip) names.push_back(function.name.text());
  std::ranges::sort(names);
  return names;
}

api::rest::ServerRoutes::Facts facts_of(const Backends& backends, const ServeConfig& config) {
  return {.version = MIEN_VERSION,
          .pack = backends.models->pack().name,
          .face_model_version = backends.models->pack().face_model_version,
          .public_url = config.public_url,
          .runs_uploaded_code = config.uploaded_functions.allow_zip,
          .configured_functions = names_of_configured(config.functions),
          .started = backends.clock.now(),
          .policy = config.policy,
          .disk = [folder = config.data_dir]() -> Result<api::rest::ServerRoutes::Disk> {
            std::error_code error;
            const auto space = std::filesystem::space(folder, error);
            if (error) return fail(ErrorCode::kUnavailable, "The disk cannot be looked at.", error.message());
            return api::rest::ServerRoutes::Disk{.free_bytes = space.available, .total_bytes = space.capacity};
          }};
}

std::vector<std::unique_ptr<api::routes::SiteApi>> sites_of(const ServeConfig& config,
                                                            const std::vector<std::unique_ptr<SiteFiles>>& files) {
  std::vector<std::unique_ptr<api::routes::SiteApi>> sites;
  for (std::size_t i = 0; i < config.sites.size(); ++i)
    sites.push_back(std::make_unique<api::routes::SiteApi>(config.sites[i].path, *files[i]));
  return sites;
}

}  // namespace

Surfaces::Surfaces(Backends& backends, UseCases& use, const Neighbours& neighbours, UploadDoor& door,
                   Functions& functions, const AccessKeys& access, Console& console, Setups& setups,
                   std::vector<std::unique_ptr<SiteFiles>> sites, const ServeConfig& config)
    : site_files_(std::move(sites)),
      people_(use.of_people(), backends.ids),
      audit_(use.of_audit()),
      faces_(use.of_faces()),
      photos_(use.of_photos()),
      keys_(access.of_rest()),
      events_({use.event_feed, backends.event_bell, door.intakes(), functions.keys()}),
      uploads_(door.of_uploads(), sign_with(functions.keys(), backends.clock, config.region), config.public_url,
               scheme_of(config)),
      service_(
          backends.metrics, [] { return true; },  // Listening begins when everything is ready.
          config.metrics_open ? ServiceRoutes::MetricsAccess::kOpen : ServiceRoutes::MetricsAccess::kKey),
      server_(facts_of(backends, config)),
      reviews_(use.of_reviews(backends)),
      hooks_(door.of_hooks()),
      intakes_(setups.intakes()),
      webhooks_(setups.webhooks()),
      invocations_(backends.store->tasks(), backends.clock, [&functions] { functions.wake(); }),
      sessions_(console.of_sessions()),
      operators_(console.of_operators()),
      rest_(routes_of(people_, audit_, faces_, photos_, keys_, events_, uploads_, service_, server_, reviews_, hooks_,
                      intakes_, webhooks_, invocations_, sessions_, operators_),
            functions.keys(), &neighbours.token()),
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
      lambda_(functions.of_functions(), {config.region, config.account_id}, {functions.keys(), backends.clock}),
      sites_(sites_of(config, site_files_)),
      console_pages_(console_files()),
      session_gateway_(protocols(), {console.gate(), console.sessions(), backends.clock}, config.region) {}

std::vector<const api::Surface*> Surfaces::in_order() const {
  std::vector<const api::Surface*> all{&session_gateway_, &console_pages_};
  std::ranges::copy(protocols(), std::back_inserter(all));
  return all;
}

std::vector<const api::Surface*> Surfaces::protocols() const {
  std::vector<const api::Surface*> all{&rest_, &rekognition_, &dynamodb_, &setup_forms_, &lambda_, &routes_};
  for (const auto& site : sites_) all.push_back(site.get());
  all.insert(all.end(), {&s3_, &front_page_, &unknown_target_});
  return all;
}

}  // namespace mien::cli
