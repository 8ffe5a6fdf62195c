#include "app/webhooks/webhook_setup.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "app/intake/intake_book.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::app {
namespace {

/// "host", "host:port" or "[address]:port".
bool is_authority(std::string_view text) {
  const bool is_bracketed = text.starts_with('[');
  const std::size_t end = is_bracketed ? text.find(']') : text.find(':');
  if (is_bracketed && end == std::string_view::npos) return false;
  const std::string_view host = is_bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const std::string_view rest = text.substr(std::min(text.size(), is_bracketed ? end + 1 : end));
  const auto is_fit = [&](char c) {
    return is_alphanumeric(c) || c == '.' || (is_bracketed ? c == ':' : c == '-' || c == '_');
  };
  if (host.empty() || !std::ranges::all_of(host, is_fit)) return false;
  if (rest.empty()) return true;
  return rest.front() == ':' && number_of<std::uint16_t>(rest.substr(1)).value_or(0) > 0;
}

/// http or https with a host, and nothing that could be read in two ways.
bool is_url(std::string_view text) {
  const auto is_fit = [](char c) { return c > ' ' && c < 0x7F && is_ascii(c) && c != '\\' && c != '@' && c != '#'; };
  if (text.size() > limits::kServerUrlBytesMax || !std::ranges::all_of(text, is_fit)) return false;
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!text.starts_with(scheme)) continue;
    text.remove_prefix(scheme.size());
    return is_authority(text.substr(0, text.find_first_of("/?")));
  }
  return false;
}

}  // namespace

Webhook read_webhook(SetupFields& fields) {
  Webhook webhook{.name = fields.name(),
                  .url = fields.needed_text("url"),
                  .events = fields.texts("events"),
                  .intakes = fields.texts("intakes"),
                  .timeout = std::chrono::seconds(fields.integer("timeout_s", limits::kWebhookTimeoutDefault.count(), 1,
                                                                 limits::kWebhookTimeoutMax.count()))};
  // GET /v1/webhooks/deliveries is the list of what was sent.
  if (webhook.name == "deliveries") fields.refuse("name", "\"deliveries\" is the service's own");
  if (!is_url(webhook.url))
    fields.refuse("url", "it must be an address that begins with http:// or https://, without a user and a fragment");
  for (const std::string& event : webhook.events)
    if (std::ranges::find(kWebhookEvents, event) == kWebhookEvents.end())
      fields.refuse("events", one_of(kWebhookEvents));
  return webhook;
}

SetupTable setup_of(const Webhook& webhook) {
  SetupTable table{{"name", webhook.name}, {"url", webhook.url}, {"timeout_s", std::int64_t{webhook.timeout.count()}}};
  if (!webhook.events.empty()) table.emplace("events", webhook.events);
  if (!webhook.intakes.empty()) table.emplace("intakes", webhook.intakes);
  return table;
}

Result<void> check_webhooks(const std::vector<Webhook>& webhooks, const std::vector<Intake>& intakes) {
  if (webhooks.size() > limits::kWebhooksMax)
    return fail(ErrorCode::kQuotaExceeded, "There may be " + std::to_string(limits::kWebhooksMax) + " webhooks.");
  const auto has_intake = [&](const std::string& name) {
    return name == kAnnouncedUploads || std::ranges::find(intakes, name, &Intake::name) != intakes.end();
  };
  for (const Webhook& webhook : webhooks) {
    if (std::ranges::count(webhooks, webhook.name, &Webhook::name) > 1)
      return fail(ErrorCode::kInvalidArgument, "There are two webhooks named \"" + webhook.name + "\".");
    for (const std::string& intake : webhook.intakes)
      if (!has_intake(intake))
        return fail(ErrorCode::kInvalidArgument,
                    "The webhook \"" + webhook.name + "\" names an intake that there is not: \"" + intake + "\".");
  }
  return {};
}

}  // namespace mien::app
