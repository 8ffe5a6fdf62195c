#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "api/auth/key_ring.h"
#include "app/webhooks/deliver_webhook.h"

namespace mien::api::hooks {

/// The JSON that a webhook is told; docs/api/hooks.md describes it.
std::string webhook_body(const TaskId& delivery, const TextMap& told);

/// The value of the header Mien-Signature: "t=UNIX,v1=HEX", where HEX is HMAC-SHA256 of "UNIX.BODY" with the secret.
std::string webhook_signature(const Secret& secret, std::string_view body, std::chrono::sys_seconds at);

/// Deliveries as JSON, signed with each webhook's secret.
class WebhookForm final : public app::WebhookWire {
 public:
  /// @param secrets     by the webhook's name: one for each
  /// @param user_agent  what the service calls itself
  WebhookForm(std::map<std::string, Secret, std::less<>> secrets, std::string user_agent)
      : secrets_(std::move(secrets)), user_agent_(std::move(user_agent)) {}
  HttpSending request(const app::Webhook& webhook, const TaskId& delivery, const TextMap& told,
                      Timestamp now) const override;

 private:
  std::map<std::string, Secret, std::less<>> secrets_;
  std::string user_agent_;
};

}  // namespace mien::api::hooks
