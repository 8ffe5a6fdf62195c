#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "app/webhooks/deliver_webhook.h"
#include "core/secret.h"

namespace mien::api::hooks {

/// The JSON that a webhook is told; docs/api/hooks.md describes it.
std::string webhook_body(const TaskId& delivery, const TextMap& told);

/// The value of the header Mien-Signature: "t=UNIX,v1=HEX", where HEX is HMAC-SHA256 of "UNIX.BODY" with the secret.
std::string webhook_signature(const Secret& secret, std::string_view body, std::chrono::sys_seconds at);

/// Deliveries as JSON, signed with each webhook's secret.
class WebhookForm final : public app::WebhookWire {
 public:
  /// @param user_agent  what the service calls itself
  explicit WebhookForm(std::string user_agent) : user_agent_(std::move(user_agent)) {}
  HttpSending request(const app::Webhook& webhook, const TaskId& delivery, const TextMap& told,
                      Timestamp now) const override;

 private:
  std::string user_agent_;
};

}  // namespace mien::api::hooks
