#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/hooks/take_foreign_events.h"
#include "app/intake/intake_setup.h"
#include "app/webhooks/webhook.h"
#include "core/limits.h"
#include "core/secret.h"
#include "core/setup_table.h"

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
Result<SourceTable> read_source(const SetupTable& table, const std::string& where);

/// [[webhook]]: another server that is told what became of uploads.
struct WebhookTable {
  app::Webhook webhook;    ///< Without its secret.
  std::string secret_env;  ///< The variable of the environment that has the secret.
};
/// @errors kInvalidArgument  naming the key
Result<WebhookTable> read_webhook_table(const SetupTable& table, const std::string& where);

/// [hooks]: what holds for all events that come in.
struct HooksTable {
  /// Besides Amazon's, where a subscription of SNS's may be confirmed: "http://localhost:4566" and the like.
  std::vector<std::string> sns_origins;
  std::uint32_t webhook_attempts_max = limits::kWebhookAttemptsMax;  ///< Then a delivery is on the dead-letter list.
};
/// @errors kInvalidArgument  naming the key
Result<HooksTable> read_hooks(const SetupTable& table, const std::string& where);

/// Names are used once. @errors kInvalidArgument, kQuotaExceeded (beyond limits::kSourcesMax)
Result<void> check_sources(const std::vector<SourceTable>& sources);
app::SourceNames names_of(const std::vector<SourceTable>& sources);

using Environment = std::function<std::optional<std::string>(const std::string&)>;

/// The secret of each source. @errors kInvalidArgument  naming the variable that is not set
Result<std::map<std::string, Secret, std::less<>>> source_secrets(const std::vector<SourceTable>& sources,
                                                                  const Environment& environment);
/// The webhooks with their secrets.
/// @errors kInvalidArgument  naming the variable that is not set or has too short a secret
Result<std::vector<app::Webhook>> webhooks_of(const std::vector<WebhookTable>& tables, const Environment& environment);

}  // namespace mien::cli
