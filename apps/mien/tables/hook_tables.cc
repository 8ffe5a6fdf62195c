#include "tables/hook_tables.h"

#include <algorithm>
#include <utility>

#include "app/intake/intake_book.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "s3_access.h"

namespace mien::cli {
namespace {

using Secrets = std::map<std::string, api::Secret, std::less<>>;

bool is_variable(std::string_view text) {
  return !text.empty() && text.size() <= 128 && !is_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '_'; });
}

std::string variable_in(TableFields& fields) {
  std::string name = fields.needed_text("secret_env");
  if (!is_variable(name)) fields.refuse("secret_env", "it is the name of a variable of the environment");
  return name;
}

/// http or https with a host, and nothing that could be read in two ways.
bool is_url(std::string_view text) {
  const auto is_fit = [](char c) { return c > ' ' && c < 0x7F && is_ascii(c) && c != '\\' && c != '@' && c != '#'; };
  if (text.size() > limits::kServerUrlBytesMax || !std::ranges::all_of(text, is_fit)) return false;
  for (const std::string_view scheme : {"https://", "http://"})
    if (text.starts_with(scheme)) return text.size() > scheme.size() && text[scheme.size()] != '/';
  return false;
}

/// @param what  for messages: "source" or "webhook"
Result<std::string> secret_in(const Environment& environment, const std::string& variable, const std::string& what) {
  auto secret = environment(variable);
  if (!secret || secret->empty())
    return fail(ErrorCode::kInvalidArgument, "The " + what + " needs its secret in the variable " + variable + ".");
  return *std::move(secret);
}

}  // namespace

Result<SourceTable> read_source(const toml::table& table, const std::string& where) {
  TableFields fields(table, where);
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

Result<WebhookTable> read_webhook(const toml::table& table, const std::string& where) {
  TableFields fields(table, where);
  WebhookTable out;
  out.webhook.name = fields.name();
  out.webhook.url = fields.needed_text("url");
  out.webhook.events = fields.texts("events");
  out.webhook.intakes = fields.texts("intakes");
  out.secret_env = variable_in(fields);
  if (!is_url(out.webhook.url))
    fields.refuse("url", "it must be an address that begins with http:// or https://, without a user and a fragment");
  for (const std::string& event : out.webhook.events)
    if (std::ranges::find(app::kWebhookEvents, event) == app::kWebhookEvents.end())
      fields.refuse("events",
                    "they are registered, match, no_match, no_face, several_faces, low_quality, refused, failed");
  out.webhook.timeout = std::chrono::seconds(
      fields.integer("timeout_s", limits::kWebhookTimeoutDefault.count(), 1, limits::kWebhookTimeoutMax.count()));
  MIEN_TRY_VOID(fields.finish());
  return out;
}

Result<HooksTable> read_hooks(const toml::table& table, const std::string& where) {
  TableFields fields(table, where);
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

Result<void> check_hooks(const std::vector<SourceTable>& sources, const std::vector<WebhookTable>& webhooks,
                         const std::vector<IntakeTable>& intakes) {
  const auto wrong = [](std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); };
  if (sources.size() > limits::kSourcesMax || webhooks.size() > limits::kWebhooksMax)
    return wrong("There are too many sources or webhooks.");
  const auto has_source = [&](const std::string& name) {
    return std::ranges::count_if(sources, [&](const SourceTable& source) { return source.events.name == name; });
  };
  const auto has_intake = [&](const std::string& name) {
    return name == app::kAnnouncedUploads ||
           std::ranges::any_of(intakes, [&](const IntakeTable& table) { return table.intake.name == name; });
  };
  for (const SourceTable& source : sources)
    if (has_source(source.events.name) > 1) return wrong("There are two sources named \"" + source.events.name + "\".");
  for (const IntakeTable& table : intakes) {
    const app::Intake& intake = table.intake;
    if (intake.source.empty()) continue;
    if (has_source(intake.source) == 0)
      return wrong("The intake \"" + intake.name + "\" names a source that there is not: \"" + intake.source + "\".");
    if (!table.cors_origins.empty())
      return wrong("The intake \"" + intake.name + "\" has cors_origins, but its bucket is another server's.");
  }
  for (const WebhookTable& table : webhooks) {
    const app::Webhook& webhook = table.webhook;
    if (std::ranges::count_if(webhooks, [&](const WebhookTable& t) { return t.webhook.name == webhook.name; }) > 1)
      return wrong("There are two webhooks named \"" + webhook.name + "\".");
    for (const std::string& intake : webhook.intakes)
      if (!has_intake(intake))
        return wrong("The webhook \"" + webhook.name + "\" names an intake that there is not: \"" + intake + "\".");
  }
  return {};
}

Result<Secrets> source_secrets(const std::vector<SourceTable>& sources, const Environment& environment) {
  Secrets secrets;
  for (const SourceTable& source : sources) {
    MIEN_TRY(std::string secret, secret_in(environment, source.secret_env, "source \"" + source.events.name + "\""));
    secrets.emplace(source.events.name, api::Secret(std::move(secret)));
  }
  return secrets;
}

Result<Secrets> webhook_secrets(const std::vector<WebhookTable>& webhooks, const Environment& environment) {
  Secrets secrets;
  for (const WebhookTable& table : webhooks) {
    MIEN_TRY(std::string secret, secret_in(environment, table.secret_env, "webhook \"" + table.webhook.name + "\""));
    if (secret.size() < limits::kWebhookSecretBytesMin)
      return fail(ErrorCode::kInvalidArgument, "The secret in the variable " + table.secret_env + " must have " +
                                                   std::to_string(limits::kWebhookSecretBytesMin) +
                                                   " characters or more.");
    secrets.emplace(table.webhook.name, api::Secret(std::move(secret)));
  }
  return secrets;
}

}  // namespace mien::cli
