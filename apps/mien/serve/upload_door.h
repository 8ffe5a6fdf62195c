#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/rest/hook_routes.h"
#include "api/rest/upload_routes.h"
#include "app/intake/bucket_uploads.h"
#include "app/intake/erase_traces.h"
#include "app/intake/intake_buckets.h"
#include "app/intake/intake_triggers.h"
#include "app/intake/process_upload.h"
#include "app/intake/table_item_sink.h"
#include "app/intake/uploads.h"
#include "app/tasks/task_workers.h"
#include "config.h"
#include "serve/backends.h"
#include "serve/neighbours.h"
#include "serve/object_use_cases.h"
#include "serve/use_cases.h"

namespace mien::cli {

/// Buckets, objects and what follows from uploads to them: the use cases, in order of dependence, and the threads that
/// process uploads. Borrows backends, use cases and neighbours.
class UploadDoor {
 public:
  UploadDoor(Backends& backends, UseCases& use, Neighbours& neighbours, const ServeConfig& config,
             app::IntakeTriggers::Functions functions);
  UploadDoor(const UploadDoor&) = delete;
  UploadDoor& operator=(const UploadDoor&) = delete;

  /// Reads the buckets' rules, makes the intakes' buckets where they are missing, and begins to process what waits.
  /// @errors those of the store
  Result<void> start(std::size_t cores);
  /// Returns once no upload is processed any more; others wait for the next start.
  void stop() noexcept;
  void wake() noexcept;

  api::rest::UploadRoutes::UseCases of_uploads();
  api::rest::HookRoutes::UseCases of_hooks();
  /// Forgets what was settled long ago, and uploads in parts that nobody completes. @errors those of the store
  Result<void> keep_house();
  /// Removes what people left in buckets and tables who have gone. For one thread.
  Result<app::EraseTraces::Done> erase_traces(const std::stop_token& stop) { return erase_traces_.run(stop); }

  app::IntakeBook& intakes() { return intakes_; }
  const app::IntakeBuckets& buckets() const { return buckets_; }
  const app::FindUpload& find() const { return find_; }
  const ObjectUseCases& objects() const { return objects_; }

 private:
  Backends& backends_;
  Neighbours& neighbours_;
  app::AuditSources sources_;
  app::IntakeBook intakes_;
  app::TaskNotices notices_;
  app::RulesOfBuckets rules_;
  app::IntakeTriggers triggers_;
  ObjectUseCases objects_;
  app::IntakeBuckets buckets_;
  app::BucketUploads bucket_uploads_;
  app::TableItemSink items_;
  app::ProcessUpload process_;
  app::EraseTraces erase_traces_;
  app::AnnounceUpload announce_;
  app::FindUpload find_;
  app::RetryUpload retry_;
  app::TakeForeignEvents take_events_;
  std::unique_ptr<app::TaskWorkers> workers_;  ///< Last: they use the others.
};

}  // namespace mien::cli
