#include "api/rest/service_routes.h"
#include "api/rest/http_parts.h"
#include "embedded/openapi_json.h"

namespace mien::api::rest {

std::vector<Route> ServiceRoutes::routes() const {
  using enum Access;
  using R = ServiceRoutes;
  const Access metrics = metrics_access_ == MetricsAccess::kOpen ? kOpen : kKey;
  return {
      {"GET", "/healthz", "health", kOpen, Body::kNone, bound(*this, &R::health)},
      {"GET", "/readyz", "readiness", kOpen, Body::kNone, bound(*this, &R::readiness)},
      {"GET", "/metrics", "metrics", metrics, Body::kNone, bound(*this, &R::metrics)},
      {"GET", "/openapi.json", "openapi", kKey, Body::kNone, bound(*this, &R::openapi)},
  };
}

Answer<HttpResponse> ServiceRoutes::health(const Call& /*call*/) const {
  return json_response(200, R"({"status":"ok"})");
}

Answer<HttpResponse> ServiceRoutes::readiness(const Call& /*call*/) const {
  if (!is_ready_()) return fail(ErrorCode::kUnavailable, "The service is starting or stopping.");
  return json_response(200, R"({"status":"ready"})");
}

Answer<HttpResponse> ServiceRoutes::metrics(const Call& /*call*/) const {
  HttpResponse response;
  response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
  response.body = metrics_.render();
  return response;
}

Answer<HttpResponse> ServiceRoutes::openapi(const Call& /*call*/) const {
  return json_response(200, std::string(embedded::openapi_json()));
}

}  // namespace mien::api::rest
