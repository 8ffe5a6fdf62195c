#include "serve/upload_door.h"

#include <chrono>
#include <utility>

#include "serve/task_report.h"

namespace mien::cli {
namespace {

/// The intakes of the configuration, and that of what POST /v1/uploads announces: the announcements say what is to be
/// done.
std::vector<app::Intake> intakes_of(const ServeConfig& config) {
  std::vector<app::Intake> intakes = config.intakes;
  intakes.push_back({.name = std::string(app::kAnnouncedUploads),
                     .bucket = std::string(app::kAnnouncedUploads),
                     .collection = *CollectionId::parse(app::kDefaultCollection),
                     .keep = app::Intake::Keep::kNone});
  return intakes;
}

}  // namespace

UploadDoor::UploadDoor(Backends& b, UseCases& use, Neighbours& neighbours, const ServeConfig& config,
                       app::IntakeTriggers::Functions functions)
    : backends_(b),
      neighbours_(neighbours),
      sources_{b.clock, b.ids},
      intakes_(intakes_of(config)),
      rules_(b.store->buckets()),
      triggers_(intakes_, rules_, std::move(functions), b.ids, [this] { wake(); }),
      objects_(b, rules_, triggers_, config.objects, sources_),
      buckets_(objects_.create_bucket, rules_, config.region),
      bucket_uploads_(b.store->bucket_objects(), *b.objects, sources_),
      items_(b.store->tables(), sources_),
      process_(intakes_, {use.register_person, use.add_faces, use.verify},
               {.places = {bucket_uploads_, neighbours.sources()},
                .items = items_,
                .tasks = b.store->tasks(),
                .traces = b.store->traces(),
                .collections = b.store->collections(),
                .faces = b.store->faces(),
                .followers = &neighbours.followers()},
               b.models->active(), sources_),
      erase_traces_({.traces = b.store->traces(), .places = {bucket_uploads_, neighbours.sources()}, .items = items_},
                    b.clock),
      announce_(b.store->tasks(), b.store->collections(), sources_),
      find_(b.store->tasks(), notices_, limits::kUploadWaitersPerCore * b.models->threads()),
      retry_(b.store->tasks(), b.clock),
      take_events_(intakes_, neighbours.event_sources(), {b.store->tasks(), [this] { wake(); }}, sources_) {}

Result<void> UploadDoor::start(std::size_t cores) {
  MIEN_TRY_VOID(rules_.load());
  const auto intakes = intakes_.all();
  for (const app::Intake& intake : *intakes) MIEN_TRY_VOID(buckets_.prepare(intake, "intake"));
  workers_ = std::make_unique<app::TaskWorkers>(
      app::TaskWorkers::Ports{backends_.store->tasks(), backends_.clock, process_, notices_},
      // While one waits for the disk, another has the engine.
      app::TaskWorkers::Options{
          .kind = TaskKind::kIntake, .threads = 2 * cores, .retry = {.attempts_max = limits::kUploadAttemptsMax}},
      report_to(*backends_.log, "upload_processed", [this] { neighbours_.wake(); }));
  return {};
}

void UploadDoor::stop() noexcept {
  if (workers_) workers_->stop();
}

void UploadDoor::wake() noexcept {
  if (workers_) workers_->wake();
}

api::rest::UploadRoutes::UseCases UploadDoor::of_uploads() {
  return {announce_, find_, retry_, backends_.store->tasks(), [this] { wake(); }};
}

api::rest::HookRoutes::UseCases UploadDoor::of_hooks() {
  return {take_events_, neighbours_.take_subscriptions(), backends_.store->tasks(), backends_.clock,
          [this] { neighbours_.wake(); }};
}

Result<void> UploadDoor::keep_house() {
  MIEN_TRY_VOID(objects_.uploads.expire());
  for (std::size_t forgotten = 1; forgotten > 0;) {
    MIEN_TRY(forgotten, backends_.store->tasks().purge(backends_.clock.now() - limits::kTaskLifetime));
  }
  return {};
}

}  // namespace mien::cli
