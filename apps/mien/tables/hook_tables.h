#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/auth/key_ring.h"
#include "app/hooks/take_foreign_events.h"
#include "app/webhooks/webhook.h"
#include "core/limits.h"
#include "tables/intake_table.h"
#include "tables/table_fields.h"

namespace mien::cli {

/// [[source]]: another S3 server, whose events come in at /v1/hooks/s3 and whose objects are read.
struct SourceTable {
  app::EventSource events;
  std::string endpoint;  ///< As parse_server_address() takes it.
  std::string region = "us-east-1";
  std::string access_key_id;
  std::string secret_env;  ///< The variable of the environment that has the secret.
};
/// @errors kInvalidArgument  naming the key
Result<SourceTable> read_source(const toml::table& table, const std::string& where);

/// [[webhook]]: another server that is told what became of uploads.
struct WebhookTable {
  app::Webhook webhook;
  std::string secret_env;  ///< The variable of the environment that has the secret.
};
/// @errors kInvalidArgument  naming the key
Result<WebhookTable> read_webhook(const toml::table& table, const std::string& where);

/// [hooks]: what holds for all events that come in.
struct HooksTable {
  /// Besides Amazon's, where a subscription of SNS's may be confirmed: "http://localhost:4566" and the like.
  std::vector<std::string> sns_origins;
  std::uint32_t webhook_attempts_max = limits::kWebhookAttemptsMax;  ///< Then a delivery is on the dead-letter list.
};
/// @errors kInvalidArgument  naming the key
Result<HooksTable> read_hooks(const toml::table& table, const std::string& where);

/// Names are used once; every intake's source and every webhook's intake is there. @errors kInvalidArgument
Result<void> check_hooks(const std::vector<SourceTable>& sources, const std::vector<WebhookTable>& webhooks,
                         const std::vector<IntakeTable>& intakes);

using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The secret of each source. @errors kInvalidArgument  naming the variable that is not set
Result<std::map<std::string, api::Secret, std::less<>>> source_secrets(const std::vector<SourceTable>& sources,
                                                                       const Environment& environment);
/// The secret of each webhook. @errors kInvalidArgument  naming the variable that is not set or has too short a secret
Result<std::map<std::string, api::Secret, std::less<>>> webhook_secrets(const std::vector<WebhookTable>& webhooks,
                                                                        const Environment& environment);

}  // namespace mien::cli
