#include "api/rest/hook_routes.h"

#include "api/hooks/s3_events.h"
#include "api/json/writer.h"
#include "api/rest/http_parts.h"
#include "api/rest/task_list.h"
#include "core/text_map.h"

namespace mien::api::rest {
namespace {

/// Who was told and of what; whose face it was is not said here, as roles see it that see no people.
constexpr TaskList kDeliveries{
    .kind = TaskKind::kWebhook,
    .member = "deliveries",
    .target = "webhook",
    .one = "delivery",
    .write = [](JsonWriter& json, const Task& task) {
      if (task.what.target == app::kSubscriptionTarget) {
        json.member("type", "subscription");
      } else if (const auto told = decode_text_map(task.what.payload)) {
        json.member("type", text_of(*told, "type")).member("upload_id", text_of(*told, "upload_id"));
        json.member("intake", text_of(*told, "intake"));
        json.member("bucket", task.what.bucket).member("key", task.what.key);
      }
    }};

}  // namespace

std::vector<Route> HookRoutes::routes() const {
  using enum Access;
  using R = HookRoutes;
  return {
      {"POST", "/v1/hooks/s3?token&source", "receive_s3_events", kHook, Body::kEvents,
       bound(*this, &R::receive_s3_events)},
      {"GET", "/v1/webhooks/deliveries?webhook&state&page_size&page_token", "list_deliveries", kKey, Body::kNone,
       bound(*this, &R::list_deliveries)},
      {"POST", "/v1/webhooks/deliveries/{delivery_id}/retry", "retry_delivery", kKey, Body::kNone,
       bound(*this, &R::retry_delivery)},
  };
}

Answer<HttpResponse> HookRoutes::receive_s3_events(const Call& call) const {
  MIEN_TRY(const hooks::IncomingEvents events, hooks::read_s3_events(call.request.body));
  // Both are judged before either is kept: nothing of a body that is refused has an effect.
  MIEN_TRY_VOID(use_.take_subscriptions.check(events.subscriptions));
  MIEN_TRY(const app::TakeForeignEvents::Counts counts,
           use_.take_events.run(events.created, call.query.get("source").value_or(""), call.actor));
  MIEN_TRY_VOID(use_.take_subscriptions.run(events.subscriptions));
  JsonWriter json;
  json.begin_object().key("accepted").unsigned_integer(counts.accepted);
  json.key("duplicates").unsigned_integer(counts.duplicates);
  json.key("ignored").unsigned_integer(counts.ignored + events.others);
  if (!events.subscriptions.empty()) json.key("subscriptions").unsigned_integer(events.subscriptions.size());
  return json_response(200, json.end_object().take());
}

Answer<HttpResponse> HookRoutes::list_deliveries(const Call& call) const {
  return list_tasks(kDeliveries, use_.tasks, call);
}

Answer<HttpResponse> HookRoutes::retry_delivery(const Call& call) const {
  return retry_task(kDeliveries, use_.tasks, call, use_.clock.now(), use_.wake);
}

}  // namespace mien::api::rest
