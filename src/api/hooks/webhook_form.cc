#include "api/hooks/webhook_form.h"

#include <span>

#include "api/auth/crypto.h"
#include "api/json/writer.h"
#include "core/ascii.h"
#include "core/number.h"

namespace mien::api::hooks {
namespace {

/// Numbers stand as text in what is told.
void write_number(JsonWriter& json, std::string_view name, std::string_view text) {
  if (const auto value = number_of<float>(text)) json.member(name, *value);
}

}  // namespace

std::string webhook_body(const TaskId& delivery, const TextMap& told) {
  JsonWriter json;
  const auto write = [&](std::string_view name) {
    if (const auto value = told.find(name); value != told.end()) json.member(name, value->second);
  };
  json.begin_object().member("id", delivery.text());
  for (const std::string_view name : {"type", "created", "upload_id", "intake", "bucket", "key", "decision"})
    write(name);
  if (const std::string_view person = text_of(told, "person_id"); !person.empty())
    json.key("person").begin_object().member("id", person).member("name", text_of(told, "name")).end_object();
  for (const std::string_view name : {"collection", "face_id"}) write(name);
  for (const std::string_view name : {"similarity", "threshold"}) write_number(json, name, text_of(told, name));
  for (const std::string_view name : {"event_id", "reason", "message"}) write(name);
  return json.end_object().take();
}

std::string webhook_signature(const Secret& secret, std::string_view body, std::chrono::sys_seconds at) {
  const std::string seconds = std::to_string(at.time_since_epoch().count());
  const Sha256 sum = hmac_sha256(std::as_bytes(std::span(secret.reveal())), seconds + "." + std::string(body));
  return "t=" + seconds + ",v1=" + hex(sum);
}

HttpSending WebhookForm::request(const app::Webhook& webhook, const TaskId& delivery, const TextMap& told,
                                 Timestamp now) const {
  HttpSending request{.method = "POST", .url = webhook.url, .body = webhook_body(delivery, told)};
  const auto at = std::chrono::floor<std::chrono::seconds>(now);
  request.headers = {{"Content-Type", "application/json"},
                     {"User-Agent", user_agent_},
                     {"Mien-Delivery", delivery.text()},
                     {"Mien-Signature", webhook_signature(webhook.secret, request.body, at)}};
  return request;
}

}  // namespace mien::api::hooks
