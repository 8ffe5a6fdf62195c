#include "serve/serve.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <stop_token>
#include <string_view>
#include <thread>
#include <utility>

#include "adapters/http_server/http_server.h"
#include "adapters/site_folder/site_folder.h"
#include "adapters/system/process_stats.h"
#include "api/router.h"
#include "app/events/event_thread.h"
#include "exit_codes.h"
#include "periodic_thread.h"
#include "serve/access_keys.h"
#include "serve/announce.h"
#include "serve/backends.h"
#include "serve/checkpoint_thread.h"
#include "serve/console.h"
#include "serve/functions.h"
#include "serve/neighbours.h"
#include "serve/process_setup.h"
#include "serve/setups.h"
#include "serve/surfaces.h"
#include "serve/task_report.h"
#include "serve/upload_door.h"
#include "serve/use_cases.h"
#include "signals.h"
#include "tls/reload.h"

namespace mien::cli {
namespace {

/// Every hour forgets what nobody asks for any more.
PeriodicThread keep_house(Backends& backends, UseCases& use, UploadDoor& door) {
  const OnThrow failed = warns_of("housekeeping_failed", *backends.log);
  return PeriodicThread(
      std::chrono::hours(1),
      [&backends, &use, &door, failed](const std::stop_token&) {
        const auto done = backends.store->idempotency().purge(backends.clock.now() - limits::kIdempotencyLifetime);
        if (!done) failed(done.error().detail);
        const auto kept = door.keep_house();
        if (!kept) failed(kept.error().detail);
        const auto reviewed = use.review_desk.keep_house();
        if (!reviewed) failed(reviewed.error().detail);
      },
      failed);
}

/// Deletes what is left of tables that were dropped, a slice at a time, so that others can write in between.
PeriodicThread purge_tables(Backends& backends) {
  const OnThrow failed = warns_of("table_purge_failed", *backends.log);
  return PeriodicThread(
      limits::kPurgeTick,
      [&backends, failed](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          const auto more = backends.store->tables().purge_some();
          if (!more) failed(more.error().detail);
          if (!more || !*more) return;
        }
      },
      failed);
}

/// Removes what people left in buckets and tables, soon after they have gone.
PeriodicThread erase_traces(Backends& backends, UploadDoor& door) {
  const OnThrow failed = warns_of("erasing_failed", *backends.log);
  return PeriodicThread(
      limits::kTraceTick,
      [&log = *backends.log, &door, failed](const std::stop_token& stop) {
        const auto done = door.erase_traces(stop);
        if (!done) return failed(done.error().detail);
        if (done->erased + done->failed == 0) return;
        log.info("erased", {{"erased", static_cast<std::int64_t>(done->erased)},
                            {"failed", static_cast<std::int64_t>(done->failed)}});
      },
      failed);
}

void watch(Backends& backends, const http_server::HttpServer& server) {
  using enum PrometheusMetrics::Kind;
  PrometheusMetrics& metrics = backends.metrics;
  metrics.watch(kGauge, "mien_connections", "Open connections.",
                [&server] { return static_cast<double>(server.connections()); });
  metrics.watch(kGauge, "mien_streams", "Answers that come bit by bit and have not ended.",
                [&server] { return static_cast<double>(server.streams()); });
  metrics.watch(kGauge, "mien_requests_in_progress", "Requests that a handler works on or that wait for the engine.",
                [&server] { return static_cast<double>(server.handlers_running()); });
  metrics.watch(kGauge, "mien_engine_waiting", "Pictures that wait to be read.",
                [&engine = *backends.engine] { return static_cast<double>(engine.waiting()); });
  watch_process(metrics);
}

/// Null where https is not wanted. @errors those of Tls::load
Result<std::shared_ptr<http_server::Tls>> load_tls(const ServeConfig& config) {
  if (config.tls_cert.empty()) return nullptr;
  return http_server::Tls::load({.certificate = config.tls_cert, .key = config.tls_key});
}

http_server::Options server_options(const ListenAddress& listen, std::shared_ptr<const http_server::Tls> tls,
                                    std::size_t cores) {
  http_server::Options options;
  options.address = listen.address;
  options.port = listen.port;
  options.tls = std::move(tls);
  // Enough threads that all who wait for the engine, for what becomes of an upload, for tables and for functions leave
  // some for requests that wait for nothing.
  constexpr std::size_t kWaitingPerCore = limits::kEngineQueuePerCore + 1 + limits::kUploadWaitersPerCore +
                                          limits::kTableRequestsPerCore + limits::kTableRequestsWaitingPerCore +
                                          limits::kPhotosPerCore + limits::kPhotosWaitingPerCore;
  const std::size_t waiting_max = kWaitingPerCore * cores + limits::kFunctionRequestsOfAllMax;
  options.handler_threads = std::min(waiting_max + 16, options.connections_max);
  return options;
}

std::chrono::sys_seconds seconds_now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

/// Returns at SIGTERM or SIGINT, or where `done` says so; SIGHUP, which a closed terminal sends too, ends nothing.
void wait_for_end(const CaughtSignals& signals, const std::stop_token& done, http_server::Tls* tls, Log& log) {
  while (signals.wait(done) == SIGHUP)
    do_guarded([&] { reload_tls(log, tls, seconds_now()); },
               [&](std::string_view what) { log.error("tls_reload_failed", {{"reason", what}}); });
}

/// @errors those of SiteFolder::open
Result<std::vector<std::unique_ptr<SiteFiles>>> open_sites(const ServeConfig& config) {
  std::vector<std::unique_ptr<SiteFiles>> sites;
  for (const SiteTable& table : config.sites) {
    MIEN_TRY(auto site, SiteFolder::open(table.folder));
    sites.push_back(std::move(site));
  }
  return sites;
}

void warn_of_root(const ServeConfig& config, Log& log) {
  if (config.uploaded_functions.allow_zip && ::geteuid() == 0) log.warning("uploaded_functions_run_as_root");
}

Result<void> run(const ServeConfig& config) {
  MIEN_TRY(const auto signals, CaughtSignals::open(std::array{SIGTERM, SIGINT, SIGHUP}));
  MIEN_TRY(const ListenAddress listen, parse_listen(config.listen));
  MIEN_TRY(const std::shared_ptr<http_server::Tls> tls, load_tls(config));
  MIEN_TRY(const auto backends, Backends::open(config));
  warn_of_root(config, *backends->log);
  announce_root_key(backends->root_keys, backends->directory->root_keys_path());
  give_back_freed_memory();  // Compiling the nets leaves some 30 MB of holes.
  UseCases use(*backends, config.policy);
  MIEN_TRY_VOID(use.review_desk.load());
  MIEN_TRY(const auto access, AccessKeys::open(*backends));
  MIEN_TRY(const auto console, Console::open(*backends, *access, config));

  MIEN_TRY(auto sites, open_sites(config));
  MIEN_TRY(const auto functions, Functions::open(*backends, config, access->ring()));
  MIEN_TRY(const auto neighbours, Neighbours::open(*backends, config));
  UploadDoor door(*backends, use, *neighbours, config, functions->triggers());
  MIEN_TRY(const auto setups, Setups::open(*backends, *access, door, *neighbours, config));
  neighbours->start();
  MIEN_TRY_VOID(door.start(backends->models->threads()));
  const Surfaces surfaces(*backends, use, *neighbours, door, *functions, *access, *console, *setups, std::move(sites),
                          config);
  api::Router router(surfaces.in_order(), {backends->ids, *backends->log, backends->metrics, *backends->engine});

  const app::EventThread events(use.event_feed, backends->event_bell, {},
                                warns_of("event_feed_failed", *backends->log));
  const std::size_t cores = backends->models->threads();
  auto listening = http_server::HttpServer::listen(server_options(listen, tls, cores), router);
  if (!listening) {
    listening.error().message += "; another address is chosen with --listen, MIEN_LISTEN or listen in the file";
    return std::unexpected(std::move(listening).error());
  }
  const auto server = *std::move(listening);
  const PeriodicThread housekeeping = keep_house(*backends, use, door);
  const PeriodicThread table_purge = purge_tables(*backends);
  const PeriodicThread erasing = erase_traces(*backends, door);
  watch(*backends, *server);
  CheckpointThread checkpoints(*backends->feed, *backends->log);

  functions->start(local_url(server->address(), server->port(), tls != nullptr));
  functions->announce();
  announce_listening(*server, tls.get(), *backends->log);
  MIEN_TRY(const auto first_start, console->first_start_token());
  announce_console(
      config.public_url.empty() ? local_url(server->address(), server->port(), tls != nullptr) : config.public_url,
      first_start);
  if (tls) log_validity(*backends->log, tls->certificate(), seconds_now());
  backends->log->info("started", {{"face_model", std::string_view(backends->models->pack().face_model_version)},
                                  {"threads", static_cast<std::int64_t>(cores)}});
  std::atomic<std::chrono::steady_clock::time_point> stopping{};
  std::jthread waiter([&](const std::stop_token& done) {
    wait_for_end(*signals, done, tls.get(), *backends->log);
    stopping = std::chrono::steady_clock::now();
    server->stop();
  });
  server->run();
  neighbours->stop();  // First: uploads may be waiting for another server.
  door.stop();
  functions->stop();
  backends->log->info("stopped", {{"unfinished", static_cast<std::int64_t>(server->handlers_running())}});
  // A handler that outlasts the draining cannot be interrupted; what it has not committed is not acknowledged either.
  if (server->handlers_running() > 0) std::_Exit(kDone);
  checkpoints.finish(stopping.load() + limits::kDrainTimeout);
  return {};
}

}  // namespace

int serve(const ServeConfig& config) {
  set_up_process();
  const auto done = run(config);
  if (done) return kDone;
  report(done.error());
  return kCannotStart;
}

}  // namespace mien::cli
