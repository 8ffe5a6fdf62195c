#include "app/webhooks/deliver_webhook.h"

#include <string>
#include <utility>

#include "app/tasks/sending.h"

namespace mien::app {

Attempt DeliverWebhook::attempt(const Task& task, const Patience& patience) {
  if (task.what.target == kSubscriptionTarget) return subscriptions_.attempt(task, patience);
  const auto refused = [](std::string outcome, std::string reason) {
    return Attempt{.state = TaskState::kRefused, .outcome = std::move(outcome), .reason = std::move(reason)};
  };
  const auto webhook = ports_.webhooks.find(task.what.target);
  if (webhook == nullptr) return refused("unknown_webhook", "The webhook is not configured any more.");
  const auto told = decode_text_map(task.what.payload);
  if (!told) return refused("internal", "The task cannot be read.");
  HttpSending request = ports_.wire.request(*webhook, task.what.id, *told, ports_.clock.now());
  request.url = webhook->url;
  request.timeout = webhook->timeout;
  request.answer_bytes_max = limits::kWebhookAnswerBytesMax;
  request.overlong = HttpSending::Overlong::kCut;
  return attempt_of_sending(ports_.sender.send(request, patience), "delivered");
}

}  // namespace mien::app
