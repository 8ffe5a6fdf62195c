#pragma once

#include "app/hooks/subscriptions.h"
#include "app/tasks/task_handler.h"
#include "app/webhooks/webhook.h"
#include "core/text_map.h"
#include "core/time.h"
#include "ports/clock.h"
#include "ports/http_sender.h"

namespace mien::app {

/// How a delivery looks on the wire. Thread-safe.
class WebhookWire {
 public:
  virtual ~WebhookWire() = default;
  /// The request, signed, without url, timeout and limits.
  /// @param delivery  names it; the same however often it is sent
  /// @param told      as told_of() gives it
  virtual HttpSending request(const Webhook& webhook, const TaskId& delivery, const TextMap& told,
                              Timestamp now) const = 0;
};

/// Sends what webhooks are to be told, and confirms subscriptions: all tasks of TaskKind::kWebhook.
class DeliverWebhook final : public TaskHandler {
 public:
  /// All borrowed; they outlive this object.
  struct Ports {
    const WebhookBook& webhooks;
    const WebhookWire& wire;
    HttpSender& sender;
    const Clock& clock;
  };
  explicit DeliverWebhook(Ports ports) : ports_(ports), subscriptions_(ports.sender) {}
  Attempt attempt(const Task& task, const Patience& patience) override;

 private:
  Ports ports_;
  ConfirmSubscription subscriptions_;
};

}  // namespace mien::app
