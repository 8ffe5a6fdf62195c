#include "serve/neighbours.h"

#include <utility>

#include "environment.h"
#include "serve/task_report.h"

namespace mien::cli {
namespace {

/// Each waits for another server most of the time.
constexpr std::size_t kDeliveryThreads = 4;

}  // namespace

Result<Neighbours::Proofs> Neighbours::find_proofs(const ServeConfig& config) {
  auto token = api::rest::HookToken::parse(environment("MIEN_HOOK_TOKEN"));
  if (!token) return fail(ErrorCode::kInvalidArgument, "MIEN_HOOK_TOKEN: " + token.error().message + ".");
  MIEN_TRY(auto of_sources, source_secrets(config.sources, environment));
  MIEN_TRY(auto webhooks, webhooks_of(config.webhooks, environment));
  return Proofs{*std::move(token), std::move(of_sources), std::move(webhooks)};
}

Result<std::unique_ptr<Neighbours>> Neighbours::open(Backends& backends, const ServeConfig& config) {
  MIEN_TRY(Proofs proofs, find_proofs(config));
  return std::unique_ptr<Neighbours>(new Neighbours(backends, config, std::move(proofs)));
}

Neighbours::Neighbours(Backends& b, const ServeConfig& config, Proofs proofs)
    : backends_(b),
      audit_{b.clock, b.ids},
      tables_(config.sources),
      token_(std::move(proofs.token)),
      attempts_max_(config.hooks.webhook_attempts_max),
      webhooks_(std::move(proofs.webhooks)),
      form_("Mien/" MIEN_VERSION),
      followers_(webhooks_, audit_),
      deliver_({webhooks_, form_, sender_, b.clock}),
      take_subscriptions_(app::SubscriptionPolicy(config.hooks.sns_origins), b.store->tasks(), audit_,
                          [this] { wake(); }) {
  const Patience patience(stopping_.get_token(), Patience::TimePoint::max());
  for (const SourceTable& table : tables_) {
    auto address = parse_server_address(table.endpoint);
    MIEN_CHECK(address);  // The table was read with it.
    S3Access access{.origin = std::move(address->origin),
                    .base = std::move(address->base),
                    .host = std::move(address->host),
                    .region = table.region,
                    .access_key_id = table.access_key_id,
                    .secret = proofs.of_sources.find(table.events.name)->second};
    sources_.emplace(
        table.events.name,
        std::make_unique<SourceObjects>(std::move(access), SourceObjects::Ports{sender_, b.clock, b.ids}, patience));
  }
}

std::map<std::string, app::UploadedObjects*, std::less<>> Neighbours::sources() const {
  std::map<std::string, app::UploadedObjects*, std::less<>> out;
  for (const auto& [name, objects] : sources_) out.emplace(name, objects.get());
  return out;
}

std::vector<app::EventSource> Neighbours::event_sources() const {
  std::vector<app::EventSource> out;
  for (const SourceTable& table : tables_) out.push_back(table.events);
  return out;
}

void Neighbours::start() {
  workers_ = std::make_unique<app::TaskWorkers>(
      app::TaskWorkers::Ports{backends_.store->tasks(), backends_.clock, deliver_, notices_},
      app::TaskWorkers::Options{.kind = TaskKind::kWebhook,
                                .threads = kDeliveryThreads,
                                .retry = {.attempts_max = attempts_max_,
                                          .first_delay = limits::kWebhookFirstPause,
                                          .delay_max = limits::kWebhookPauseMax}},
      report_to(*backends_.log, "webhook_delivered"));
}

void Neighbours::stop() noexcept {
  stopping_.request_stop();
  if (workers_) workers_->stop();
}

void Neighbours::wake() noexcept {
  if (workers_) workers_->wake();
}

}  // namespace mien::cli
