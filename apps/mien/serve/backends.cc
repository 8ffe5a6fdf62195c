#include "serve/backends.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "app/collections.h"
#include "app/object_sweep.h"
#include "cpu.h"
#include "environment.h"

namespace mien::cli {
namespace {

Log::Level level_of(const std::string& name) {
  if (name == "debug") return Log::Level::kDebug;
  if (name == "warning") return Log::Level::kWarning;
  if (name == "error") return Log::Level::kError;
  return Log::Level::kInfo;
}

Result<void> start_index(app::IndexFeed& feed, Log& log) {
  const auto began = std::chrono::steady_clock::now();
  MIEN_TRY(const app::IndexFeed::Start start, feed.start());
  if (start.ignored)
    log.warning("segment_ignored", {{"reason", std::string_view(start.ignored->message)},
                                    {"detail", std::string_view(start.ignored->detail)}});
  const auto took = std::chrono::steady_clock::now() - began;
  log.info("index_ready", {{"from_segment", static_cast<std::int64_t>(start.from_checkpoint)},
                           {"replayed", static_cast<std::int64_t>(feed.lag().entries)},
                           {"took_ms", std::chrono::duration_cast<std::chrono::milliseconds>(took).count()}});
  return {};
}

}  // namespace

Result<std::unique_ptr<Backends>> Backends::open(const ServeConfig& config) {
  auto b = std::make_unique<Backends>();
  b->log = std::make_unique<JsonLog>(b->clock, level_of(config.log_level));
  MIEN_TRY(b->directory, DataDirectory::open(config.data_dir));
  if (b->directory->privacy() == DataDirectory::Privacy::kMadePrivate)
    b->log->warning("data_directory_made_private");
  else if (b->directory->privacy() == DataDirectory::Privacy::kOpenToOthers)
    b->log->warning("data_directory_open_to_others");
  MIEN_TRY(b->root_keys, RootKeys::load_or_create(*b->directory, environment("MIEN_ROOT_ACCESS_KEY_ID"),
                                                  environment("MIEN_ROOT_SECRET_ACCESS_KEY")));

  const std::size_t cores = config.threads > 0 ? static_cast<std::size_t>(config.threads) : usable_cores();
  MIEN_TRY(b->models, LoadedModels::load(config.models, cores));
  MIEN_TRY(auto analysers, b->models->make_analysers());
  b->engine = std::make_unique<app::Engine>(std::move(analysers), limits::kEngineQueuePerCore * cores, &b->metrics);

  MIEN_TRY(b->store,
           SqliteStore::open(b->directory->database_path(), {.readers = std::max<std::size_t>(4, 2 * cores),
                                                             .committed = [&bell = b->event_bell] { bell.ring(); }}));
  MIEN_TRY(b->objects, FsObjects::open(b->directory->objects_path()));
  MIEN_TRY(const std::size_t orphans, app::sweep_objects(b->store->changes(), *b->objects));
  if (orphans > 0) b->log->warning("orphans_removed", {{"objects", static_cast<std::int64_t>(orphans)}});

  b->index = std::make_unique<index_exact::ExactIndex>(cores - 1);
  MIEN_TRY(b->segments, index_exact::SegmentFile::open(*b->index, b->directory->index_path()));
  b->feed = std::make_unique<app::IndexFeed>(
      b->store->changes(), *b->index, app::IndexFeed::Checkpoints{*b->segments, b->store->checkpoints(), b->ids});
  MIEN_TRY_VOID(start_index(*b->feed, *b->log));
  MIEN_TRY_VOID(b->store->idempotency().purge(b->clock.now() - limits::kIdempotencyLifetime));
  MIEN_TRY(const CollectionId people, CollectionId::parse(app::kDefaultCollection));
  MIEN_TRY_VOID(app::ensure_collection(b->store->collections(), b->models->active(), people, b->clock));
  MIEN_TRY(const Collection collection, b->store->collections().find(people));
  if (const auto same = app::require_same_model(b->models->active(), collection); !same)
    b->log->warning("people_of_another_model", {{"reason", std::string_view(same.error().message)}});
  return b;
}

}  // namespace mien::cli
