#pragma once

#include <functional>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "adapters/http_client/curl_sender.h"
#include "api/hooks/webhook_form.h"
#include "api/rest/hook_routes.h"
#include "api/rest/hook_token.h"
#include "app/hooks/subscriptions.h"
#include "app/hooks/take_foreign_events.h"
#include "app/tasks/task_workers.h"
#include "app/webhooks/deliver_webhook.h"
#include "app/webhooks/upload_webhooks.h"
#include "config.h"
#include "serve/backends.h"
#include "serve/source_objects.h"

namespace mien::cli {

/// The servers around this one: those whose objects intakes take, and those that are told what became of uploads; and
/// the threads that tell them. Borrows the backends.
class Neighbours {
 public:
  /// What they and this server prove themselves with, from the environment.
  struct Proofs {
    api::rest::HookToken token;
    std::map<std::string, Secret, std::less<>> of_sources;  ///< By name.
    std::vector<app::Webhook> webhooks;
  };
  /// @errors kInvalidArgument  one is missing or too short; for the operator
  static Result<Proofs> find_proofs(const ServeConfig& config);
  /// @errors those of find_proofs()
  static Result<std::unique_ptr<Neighbours>> open(Backends& backends, const ServeConfig& config);
  Neighbours(const Neighbours&) = delete;
  Neighbours& operator=(const Neighbours&) = delete;

  /// By the name of the intake's source.
  std::map<std::string, app::UploadedObjects*, std::less<>> sources() const;
  const app::UploadFollowers& followers() const { return followers_; }
  const api::rest::HookToken& token() const { return token_; }
  std::vector<app::EventSource> event_sources() const;
  const app::TakeSubscriptions& take_subscriptions() const { return take_subscriptions_; }

  /// Begins to tell.
  void start();
  /// Returns once nothing is sent any more; requests to sources are given up, too.
  void stop() noexcept;
  void wake() noexcept;

  /// Those of the configuration, and others that are put there before start().
  app::WebhookBook& webhooks() { return webhooks_; }

 private:
  Neighbours(Backends& backends, const ServeConfig& config, Proofs proofs);

  Backends& backends_;
  app::AuditSources audit_;
  std::vector<SourceTable> tables_;
  api::rest::HookToken token_;
  std::uint32_t attempts_max_;
  std::stop_source stopping_;
  http_client::CurlSender sender_;
  std::map<std::string, std::unique_ptr<SourceObjects>, std::less<>> sources_;
  app::WebhookBook webhooks_;
  api::hooks::WebhookForm form_;
  app::UploadWebhooks followers_;
  app::DeliverWebhook deliver_;
  app::TakeSubscriptions take_subscriptions_;
  app::TaskNotices notices_;
  std::unique_ptr<app::TaskWorkers> workers_;  ///< Last: they use the others.
};

}  // namespace mien::cli
