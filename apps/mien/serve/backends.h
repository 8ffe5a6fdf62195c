#pragma once

#include <memory>

#include "adapters/index_exact/exact_index.h"
#include "adapters/index_exact/segment_file.h"
#include "adapters/objects_fs/fs_objects.h"
#include "adapters/store_sqlite/sqlite_store.h"
#include "adapters/system/data_directory.h"
#include "adapters/system/json_log.h"
#include "adapters/system/prometheus_metrics.h"
#include "adapters/system/root_keys.h"
#include "adapters/system/system_clock.h"
#include "adapters/system/system_ids.h"
#include "app/engine.h"
#include "app/events/event_bell.h"
#include "app/index_feed.h"
#include "config.h"

namespace mien::cli {

/// The adapters of a running service, in order of dependence. Opened once, before anything is served: models checked
/// and loaded, store and objects open, orphans swept, index built, default collection there.
struct Backends {
  SystemClock clock;
  SystemIds ids;
  PrometheusMetrics metrics;
  std::unique_ptr<JsonLog> log;
  std::unique_ptr<DataDirectory> directory;
  RootKeys root_keys;
  std::unique_ptr<LoadedModels> models;
  std::unique_ptr<app::Engine> engine;
  app::EventBell event_bell;  ///< Before the store, which rings it.
  std::unique_ptr<SqliteStore> store;
  std::unique_ptr<FsObjects> objects;
  std::unique_ptr<index_exact::ExactIndex> index;
  std::unique_ptr<index_exact::SegmentFile> segments;
  std::unique_ptr<app::IndexFeed> feed;

  /// @errors those of the adapters, for the operator
  static Result<std::unique_ptr<Backends>> open(const ServeConfig& config);
};

}  // namespace mien::cli
