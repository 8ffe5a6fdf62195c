#include "tables/hook_tables.h"

#include <algorithm>
#include <utility>

#include "app/settings/setup_fields.h"
#include "app/webhooks/webhook_setup.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "s3_access.h"

namespace mien::cli {
namespace {

using Secrets = std::map<std::string, Secret, std::less<>>;

bool is_variable(std::string_view text) {
  return !text.empty() && text.size() <= 128 && !is_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '_'; });
}

std::string variable_in(app::SetupFields& fields) {
  std::string name = fields.needed_text("secret_env");
  if (!is_variable(name)) fields.refuse("secret_env", "it is the name of a variable of the environment");
  return name;
}

/// @param what  for messages: "source" or "webhook"
Result<std::string> secret_in(const Environment& environment, const std::string& variable, const std::string& what) {
  auto secret = environment(variable);
  if (!secret || secret->empty())
    return fail(ErrorCode::kInvalidArgument, "The " + what + " needs its secret in the variable " + variable + ".");
  return *std::move(secret);
}

}  // namespace

Result<SourceTable> read_source(const SetupTable& table, const std::string& where) {
  app::SetupFields fields(table, where);
  SourceTable out;
  out.events.name = fields.name();
  out.endpoint = fields.needed_text("endpoint");
  out.region = fields.text("region", "us-east-1");
  out.access_key_id = fields.needed_text("access_key_id");
  out.secret_env = variable_in(fields);
  if (out.endpoint.size() > limits::kServerUrlBytesMax) fields.refuse("endpoint", "it is too long");
  if (const auto address = parse_server_address(out.endpoint); !address)
    fields.refuse("endpoint", "it " + address.error().message);
  if (fields.choice("event_keys", {"aws", "raw"}) == 1) out.events.key_form = KeyForm::kRaw;
  MIEN_TRY_VOID(fields.finish());
  return out;
}

Result<WebhookTable> read_webhook_table(const SetupTable& table, const std::string& where) {
  app::SetupFields fields(table, where);
  WebhookTable out{.webhook = app::read_webhook(fields), .secret_env = variable_in(fields)};
  MIEN_TRY_VOID(fields.finish());
  return out;
}

Result<HooksTable> read_hooks(const SetupTable& table, const std::string& where) {
  app::SetupFields fields(table, where);
  HooksTable out{.sns_origins = fields.texts("sns_origins")};
  for (std::string& origin : out.sns_origins) {
    const auto address = parse_server_address(origin);
    if (!address || !address->base.empty()) {
      fields.refuse("sns_origins", "each is an address of a server: http or https, a host and perhaps a port");
      break;
    }
    origin = lower_case(address->origin);
  }
  out.webhook_attempts_max = static_cast<std::uint32_t>(
      fields.integer("webhook_attempts_max", limits::kWebhookAttemptsMax, 1, limits::kWebhookAttemptsMax));
  MIEN_TRY_VOID(fields.finish());
  return out;
}

Result<void> check_sources(const std::vector<SourceTable>& sources) {
  if (sources.size() > limits::kSourcesMax)
    return fail(ErrorCode::kQuotaExceeded, "There may be " + std::to_string(limits::kSourcesMax) + " sources.");
  app::SourceNames names;
  for (const SourceTable& source : sources)
    if (!names.insert(source.events.name).second)
      return fail(ErrorCode::kInvalidArgument, "There are two sources named \"" + source.events.name + "\".");
  return {};
}

app::SourceNames names_of(const std::vector<SourceTable>& sources) {
  app::SourceNames names;
  for (const SourceTable& source : sources) names.insert(source.events.name);
  return names;
}

Result<Secrets> source_secrets(const std::vector<SourceTable>& sources, const Environment& environment) {
  Secrets secrets;
  for (const SourceTable& source : sources) {
    MIEN_TRY(std::string secret, secret_in(environment, source.secret_env, "source \"" + source.events.name + "\""));
    secrets.emplace(source.events.name, Secret(std::move(secret)));
  }
  return secrets;
}

Result<std::vector<app::Webhook>> webhooks_of(const std::vector<WebhookTable>& tables, const Environment& environment) {
  std::vector<app::Webhook> webhooks;
  for (const WebhookTable& table : tables) {
    MIEN_TRY(std::string secret, secret_in(environment, table.secret_env, "webhook \"" + table.webhook.name + "\""));
    if (secret.size() < limits::kWebhookSecretBytesMin)
      return fail(ErrorCode::kInvalidArgument, "The secret in the variable " + table.secret_env + " must have " +
                                                   std::to_string(limits::kWebhookSecretBytesMin) +
                                                   " characters or more.");
    webhooks.push_back(table.webhook);
    webhooks.back().secret = Secret(std::move(secret));
  }
  return webhooks;
}

}  // namespace mien::cli
