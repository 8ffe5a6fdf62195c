#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/rest_api.h"
#include "embedded/openapi_json.h"

namespace mien::api::rest {

Answer<HttpResponse> RestApi::health(const Call& call) const {
  MIEN_TRY_VOID(Fields::from_query(call.request.head.query(), {}));
  return json_response(200, R"({"status":"ok"})");
}

Answer<HttpResponse> RestApi::readiness(const Call& call) const {
  MIEN_TRY_VOID(Fields::from_query(call.request.head.query(), {}));
  if (!ports_.is_ready()) return fail(ErrorCode::kUnavailable, "The service is starting or stopping.");
  return json_response(200, R"({"status":"ready"})");
}

Answer<HttpResponse> RestApi::metrics(const Call& call) const {
  MIEN_TRY_VOID(Fields::from_query(call.request.head.query(), {}));
  HttpResponse response;
  response.headers = {{"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
  response.body = ports_.metrics.render();
  return response;
}

Answer<HttpResponse> RestApi::openapi(const Call& call) const {
  MIEN_TRY_VOID(Fields::from_query(call.request.head.query(), {}));
  return json_response(200, std::string(embedded::openapi_json()));
}

}  // namespace mien::api::rest
