#include "api/rest/webhook_routes.h"

#include <string>
#include <utility>

#include "api/json/writer.h"
#include "api/rest/http_parts.h"
#include "api/rest/setup_body.h"
#include "app/webhooks/webhook_setup.h"

namespace mien::api::rest {

std::vector<Route> WebhookRoutes::routes() const {
  using enum Access;
  using R = WebhookRoutes;
  return {
      {"POST", "/v1/webhooks", "create_webhook", kKey, Body::kSmall, bound(*this, &R::create)},
      {"GET", "/v1/webhooks", "list_webhooks", kKey, Body::kNone, bound(*this, &R::list)},
      {"GET", "/v1/webhooks/{name}", "get_webhook", kKey, Body::kNone, bound(*this, &R::get)},
      {"PUT", "/v1/webhooks/{name}", "replace_webhook", kKey, Body::kSmall, bound(*this, &R::replace)},
      {"DELETE", "/v1/webhooks/{name}", "delete_webhook", kKey, Body::kNone, bound(*this, &R::remove)},
      {"POST", "/v1/webhooks/{name}/test", "test_webhook", kKey, Body::kNone, bound(*this, &R::test)},
  };
}

Answer<HttpResponse> WebhookRoutes::create(const Call& call) const {
  MIEN_TRY(const SetupTable table, read_setup(call.request.body));
  MIEN_TRY(const app::Webhook webhook, set_up_.create(table, call.actor));
  JsonWriter json;
  begin_setup(json, webhook).member("secret", webhook.secret.reveal()).end_object();
  HttpResponse response = json_response(201, json.take());
  response.headers.push_back({"Location", "/v1/webhooks/" + webhook.name});
  return response;
}

Answer<HttpResponse> WebhookRoutes::list(const Call& /*call*/) const {
  return json_response(200, setups_body("webhooks", set_up_.all()));
}

Answer<HttpResponse> WebhookRoutes::get(const Call& call) const {
  MIEN_TRY(const app::Webhook webhook, set_up_.find(call.ids.front()));
  return json_response(200, setup_body(webhook));
}

Answer<HttpResponse> WebhookRoutes::replace(const Call& call) const {
  MIEN_TRY(const SetupTable table, read_setup(call.request.body, call.ids.front()));
  MIEN_TRY(const app::Webhook webhook, set_up_.replace(table, call.actor));
  return json_response(200, setup_body(webhook));
}

Answer<HttpResponse> WebhookRoutes::remove(const Call& call) const {
  MIEN_TRY_VOID(set_up_.remove(call.ids.front(), call.actor));
  return empty_response();
}

Answer<HttpResponse> WebhookRoutes::test(const Call& call) const {
  MIEN_TRY(const TaskId delivery, set_up_.test(call.ids.front()));
  JsonWriter json;
  return json_response(202, json.begin_object().member("delivery_id", delivery.text()).end_object().take());
}

}  // namespace mien::api::rest
