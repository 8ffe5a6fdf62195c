#include "serve.h"

#include <malloc.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include "adapters/http_server/http_server.h"
#include "adapters/system/process_privacy.h"
#include "adapters/system/process_stats.h"
#include "api/auth/key_ring.h"
#include "api/rekognition/rekognition_api.h"
#include "api/rest/rest_api.h"
#include "api/router.h"
#include "app/compare_faces.h"
#include "app/delete_faces.h"
#include "app/detect_faces.h"
#include "app/index_faces.h"
#include "app/list_events.h"
#include "app/list_faces.h"
#include "app/measured_index.h"
#include "app/people.h"
#include "app/person_faces.h"
#include "app/search_faces.h"
#include "app/search_faces_by_image.h"
#include "app/verify_face.h"
#include "checkpoint_thread.h"
#include "exit_codes.h"
#include "loopback.h"
#include "periodic_thread.h"
#include "service.h"
#include "signals.h"
#include "tls/reload.h"

namespace mien::cli {
namespace {

/// Every use case over the backends. Borrows them and the configuration.
struct UseCases {
  UseCases(Backends& b, const app::PeoplePolicy& policy)
      : sources{b.clock, b.ids},
        index(*b.index, b.metrics),
        photo_ports{*b.engine, b.store->collections(), b.store->faces(), b.store->people(), *b.objects, index,
                    *b.feed,   b.store->audit(),       registrations},
        create_collection(b.store->collections(), b.models->active(), sources),
        describe_collection(b.store->collections()),
        list_collections(b.store->collections()),
        delete_collection(b.store->collections(), *b.objects, *b.feed, b.models->active(), sources),
        index_faces(*b.engine, b.store->collections(), b.store->faces(), *b.feed, b.models->active(), sources),
        list_faces(b.store->collections(), b.store->faces()),
        delete_faces(b.store->faces(), *b.feed, sources),
        search_faces(b.store->collections(), b.store->faces(), index, b.models->active(), b.store->audit(), sources),
        search_faces_by_image(*b.engine, b.store->collections(), b.store->faces(), index, b.models->active(),
                              b.store->audit(), sources),
        compare_faces(*b.engine, b.models->active(), b.store->audit(), sources),
        detect_faces(*b.engine),
        register_person(photo_ports, b.models->active(), policy, sources),
        list_people(b.store->people()),
        get_person(b.store->people(), b.store->faces()),
        update_person(b.store->people(), sources),
        delete_person(b.store->people(), *b.objects, *b.feed, sources),
        add_faces(photo_ports, b.store->faces(), b.models->active(), policy, sources),
        delete_face(b.store->people(), b.store->faces(), *b.objects, *b.feed, sources),
        verify({*b.engine, b.store->collections(), b.store->faces(), b.store->people(), index, b.store->audit()},
               b.models->active(), policy, sources),
        list_events(b.store->audit()),
        idempotency(b.store->idempotency(), *b.feed, b.clock) {}

  app::AuditSources sources;
  app::MeasuredIndex index;
  std::mutex registrations;
  app::RegisterPerson::Ports photo_ports;
  app::CreateCollection create_collection;
  app::DescribeCollection describe_collection;
  app::ListCollections list_collections;
  app::DeleteCollection delete_collection;
  app::IndexFaces index_faces;
  app::ListFaces list_faces;
  app::DeleteFaces delete_faces;
  app::SearchFaces search_faces;
  app::SearchFacesByImage search_faces_by_image;
  app::CompareFaces compare_faces;
  app::DetectFaces detect_faces;
  app::RegisterPerson register_person;
  app::ListPeople list_people;
  app::GetPerson get_person;
  app::UpdatePerson update_person;
  app::DeletePerson delete_person;
  app::AddPersonFaces add_faces;
  app::DeletePersonFace delete_face;
  app::VerifyFace verify;
  app::ListEvents list_events;
  app::IdempotencyGate idempotency;
};

/// Forgets old idempotency records every hour.
PeriodicThread keep_house(Backends& backends) {
  const auto failed = [&log = *backends.log](std::string_view reason) {
    log.warning("housekeeping_failed", {{"reason", reason}});
  };
  return PeriodicThread(
      std::chrono::hours(1),
      [&backends, failed](const std::stop_token&) {
        const auto done = backends.store->idempotency().purge(backends.clock.now() - limits::kIdempotencyLifetime);
        if (!done) failed(done.error().detail);
      },
      failed);
}

void tune_process() {
  // Many handler threads that each free what another allocated would otherwise keep an arena's worth of memory each.
  mallopt(M_ARENA_MAX, 8);
  // Pictures of ordinary size come from the heap again and again, instead of being mapped and cleared anew each time:
  // that cost more than turning a picture upright does.
  constexpr int kPictureBytes = 8 * 1024 * 1024;
  mallopt(M_MMAP_THRESHOLD, kPictureBytes);
  mallopt(M_TRIM_THRESHOLD, 2 * kPictureBytes);
  ignore_broken_pipes();  // Whoever reads our log, or our answers, may go away.
  // Connections, files and the database need more descriptors than many systems grant unasked.
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur = std::min<rlim_t>(files.rlim_max, 16'384);
    setrlimit(RLIMIT_NOFILE, &files);
  }
}

void watch(Backends& backends, const http_server::HttpServer& server) {
  using enum PrometheusMetrics::Kind;
  PrometheusMetrics& metrics = backends.metrics;
  metrics.watch(kGauge, "mien_connections", "Open connections.",
                [&server] { return static_cast<double>(server.connections()); });
  metrics.watch(kGauge, "mien_requests_in_progress", "Requests that a handler works on or that wait for the engine.",
                [&server] { return static_cast<double>(server.handlers_running()); });
  metrics.watch(kGauge, "mien_engine_waiting", "Pictures that wait to be read.",
                [&engine = *backends.engine] { return static_cast<double>(engine.waiting()); });
  watch_process(metrics);
}

/// Before anything else can go wrong: a later start does not show the secret again.
void announce_root_key(const Backends& backends) {
  const RootKeys& keys = backends.root_keys;
  const std::string file = backends.directory->root_keys_path();
  if (keys.origin == RootKeys::Origin::kCreated)
    std::printf(
        "mien: created the root access key and stored it in %s:\n  MIEN_ACCESS_KEY_ID=%s\n  "
        "MIEN_SECRET_ACCESS_KEY=%s\n",
        file.c_str(), keys.access_key_id.c_str(), keys.secret.c_str());
  else if (keys.origin == RootKeys::Origin::kFile)
    std::printf("mien: the root access key is %s; its secret is in %s\n", keys.access_key_id.c_str(), file.c_str());
  std::fflush(stdout);
}

void announce(const http_server::HttpServer& server, const http_server::Tls* tls, Log& log) {
  const bool six = server.address().find(':') != std::string::npos;
  std::printf("mien: listening on %s://%s%s%s:%u\n", tls == nullptr ? "http" : "https", six ? "[" : "",
              server.address().c_str(), six ? "]" : "", static_cast<unsigned>(server.port()));
  std::fflush(stdout);
  if (tls != nullptr || is_loopback(server.address())) return;
  log.warning("listening_without_tls", {{"address", std::string_view(server.address())}});
  std::fprintf(stderr,
               "mien: warning: this is plain http on a network: keys, names and pictures of faces travel in the clear. "
               "mien tls init makes certificates; --tls-cert and --tls-key use them.\n");
}

/// Null where https is not wanted. @errors those of Tls::load
Result<std::shared_ptr<http_server::Tls>> load_tls(const ServeConfig& config) {
  if (config.tls_cert.empty()) return nullptr;
  return http_server::Tls::load({.certificate = config.tls_cert, .key = config.tls_key});
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

Result<void> run(const ServeConfig& config) {
  MIEN_TRY(const auto signals, CaughtSignals::open(std::array{SIGTERM, SIGINT, SIGHUP}));
  MIEN_TRY(const ListenAddress listen, parse_listen(config.listen));
  MIEN_TRY(const std::shared_ptr<http_server::Tls> tls, load_tls(config));
  MIEN_TRY(const auto backends, Backends::open(config));
  announce_root_key(*backends);
  malloc_trim(0);  // Compiling the nets leaves some 30 MB of holes.
  UseCases use(*backends, config.policy);
  const api::RootKeyRing keys(backends->root_keys.access_key_id, api::Secret(backends->root_keys.secret));

  const api::rekognition::RekognitionApi rekognition(
      {use.create_collection, use.describe_collection, use.list_collections, use.delete_collection, use.index_faces,
       use.list_faces, use.delete_faces, use.search_faces, use.search_faces_by_image, use.compare_faces,
       use.detect_faces},
      {config.region, config.account_id}, {keys, backends->clock});
  const api::rest::RestApi rest(
      {use.register_person, use.list_people, use.get_person, use.update_person, use.delete_person, use.add_faces,
       use.delete_face, use.verify, use.list_events, use.idempotency},
      {keys, backends->ids, backends->metrics, [] { return true; }},  // Listening begins when everything is ready.
      config.metrics_open ? api::rest::RestApi::MetricsAccess::kOpen : api::rest::RestApi::MetricsAccess::kKey);
  api::Router router(rest, rekognition, {backends->ids, *backends->log, backends->metrics, *backends->engine});

  http_server::Options options;
  options.address = listen.address;
  options.port = listen.port;
  options.tls = tls;
  // Enough threads that a full line in front of the engine leaves some for requests that need no engine.
  const std::size_t cores = backends->models->threads();
  options.handler_threads = std::min((limits::kEngineQueuePerCore + 1) * cores + 16, options.connections_max);
  MIEN_TRY(const auto server, http_server::HttpServer::listen(options, router));
  const PeriodicThread housekeeping = keep_house(*backends);
  watch(*backends, *server);
  CheckpointThread checkpoints(*backends->feed, *backends->log);

  announce(*server, tls.get(), *backends->log);
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
  backends->log->info("stopped", {{"unfinished", static_cast<std::int64_t>(server->handlers_running())}});
  // A handler that outlasts the draining cannot be interrupted; what it has not committed is not acknowledged either.
  if (server->handlers_running() > 0) std::_Exit(kDone);
  checkpoints.finish(stopping.load() + limits::kDrainTimeout);
  return {};
}

}  // namespace

int serve(const ServeConfig& config) {
  keep_memory_private();
  tune_process();
  const auto done = run(config);
  if (done) return kDone;
  report(done.error());
  return kCannotStart;
}

}  // namespace mien::cli
