#include "api/rest/hook_routes.h"

#include "api/hooks/s3_events.h"
#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "core/text_map.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

std::unexpected<Error> no_delivery() { return fail(ErrorCode::kNotFound, "There is no such delivery."); }

/// Who was told and of what; whose face it was is not said here, as roles see it that see no people.
void write_delivery(JsonWriter& json, const Task& task) {
  const bool is_subscription = task.what.target == app::kSubscriptionTarget;
  json.begin_object().member("id", task.what.id.text()).member("webhook", task.what.target);
  if (is_subscription) {
    json.member("type", "subscription");
  } else if (const auto told = decode_text_map(task.what.payload)) {
    json.member("type", text_of(*told, "type")).member("upload_id", text_of(*told, "upload_id"));
    json.member("intake", text_of(*told, "intake"));
    json.member("bucket", task.what.bucket).member("key", task.what.key);
  }
  json.member("state", name_of(task.state));
  if (!task.outcome.empty()) json.member("outcome", task.outcome);
  if (!task.reason.empty()) json.member("reason", task.reason);
  json.key("attempts").unsigned_integer(task.attempts);
  json.member("created_at", rfc3339(task.what.created)).member("updated_at", rfc3339(task.updated));
  if (task.state == TaskState::kWaiting) json.member("next_attempt_at", rfc3339(task.due));
  json.end_object();
}

Result<TaskState> parse_delivery_state(std::string_view text) {
  for (const TaskState state : {TaskState::kWaiting, TaskState::kDone, TaskState::kRefused, TaskState::kFailed})
    if (name_of(state) == text) return state;
  return fail(ErrorCode::kInvalidArgument, "state must be waiting, done, refused or failed.");
}

}  // namespace

std::vector<Route> HookRoutes::routes() const {
  using enum Access;
  using R = HookRoutes;
  return {
      {"POST", "/v1/hooks/s3", "receive_s3_events", kHook, Body::kEvents, bound(*this, &R::receive_s3_events)},
      {"GET", "/v1/webhooks/deliveries", "list_deliveries", kKey, Body::kNone, bound(*this, &R::list_deliveries)},
      {"POST", "/v1/webhooks/deliveries/{delivery_id}/retry", "retry_delivery", kKey, Body::kNone,
       bound(*this, &R::retry_delivery)},
  };
}

Answer<HttpResponse> HookRoutes::receive_s3_events(const Call& call) const {
  // The token has done its work; only its name must be known here.
  MIEN_TRY(const Fields query, Fields::from_query(call.request.head.query(), {"token", "source"}));
  MIEN_TRY(const hooks::IncomingEvents events, hooks::read_s3_events(call.request.body));
  MIEN_TRY_VOID(use_.take_subscriptions.run(events.subscriptions));
  MIEN_TRY(const app::TakeForeignEvents::Counts counts,
           use_.take_events.run(events.created, query.get("source").value_or(""), call.actor));
  JsonWriter json;
  json.begin_object().key("accepted").unsigned_integer(counts.accepted);
  json.key("duplicates").unsigned_integer(counts.duplicates);
  json.key("ignored").unsigned_integer(counts.ignored + events.others);
  if (!events.subscriptions.empty()) json.key("subscriptions").unsigned_integer(events.subscriptions.size());
  return json_response(200, json.end_object().take());
}

Answer<HttpResponse> HookRoutes::list_deliveries(const Call& call) const {
  MIEN_TRY(const Fields query,
           Fields::from_query(call.request.head.query(), {"webhook", "state", "page_size", "page_token"}));
  TaskStore::Filter filter{.kind = TaskKind::kWebhook, .target = std::string(query.get("webhook").value_or(""))};
  if (const auto state = query.get("state")) {
    MIEN_TRY(filter.state, parse_delivery_state(*state));
  }
  MIEN_TRY(PageRequest page, page_of(query));
  page.patience = call.request.patience;
  MIEN_TRY(const Page<Task> deliveries, use_.tasks.list(filter, page));
  JsonWriter json;
  json.begin_object().key("deliveries").begin_array();
  for (const Task& task : deliveries.items) write_delivery(json, task);
  json.end_array();
  if (!deliveries.next.empty()) json.member("next_page_token", deliveries.next);
  return json_response(200, json.end_object().take());
}

Result<Task> HookRoutes::delivery_of(const Call& call) const {
  const auto id = TaskId::parse(call.ids.front());
  if (!id) return no_delivery();
  auto task = use_.tasks.find(*id);
  const bool is_missing = task ? task->what.kind != TaskKind::kWebhook : task.error().code == ErrorCode::kNotFound;
  if (is_missing) return no_delivery();
  return task;
}

Answer<HttpResponse> HookRoutes::retry_delivery(const Call& call) const {
  MIEN_TRY_VOID(Fields::from_query(call.request.head.query(), {}));
  MIEN_TRY(const Task before, delivery_of(call));
  MIEN_TRY_VOID(use_.tasks.retry(before.what.id, use_.clock.now()));
  use_.wake();
  MIEN_TRY(const Task task, delivery_of(call));
  JsonWriter json;
  write_delivery(json, task);
  return json_response(202, json.take());
}

}  // namespace mien::api::rest
