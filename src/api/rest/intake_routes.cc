#include "api/rest/intake_routes.h"

#include <string>
#include <utility>

#include "api/json/writer.h"
#include "api/rest/http_parts.h"
#include "api/rest/setup_body.h"

namespace mien::api::rest {

std::vector<Route> IntakeRoutes::routes() const {
  using enum Access;
  using R = IntakeRoutes;
  return {
      {"POST", "/v1/intakes", "create_intake", kKey, Body::kSmall, bound(*this, &R::create)},
      {"GET", "/v1/intakes", "list_intakes", kKey, Body::kNone, bound(*this, &R::list)},
      {"GET", "/v1/intakes/{name}", "get_intake", kKey, Body::kNone, bound(*this, &R::get)},
      {"PUT", "/v1/intakes/{name}", "replace_intake", kKey, Body::kSmall, bound(*this, &R::replace)},
      {"DELETE", "/v1/intakes/{name}", "delete_intake", kKey, Body::kNone, bound(*this, &R::remove)},
  };
}

Answer<HttpResponse> IntakeRoutes::create(const Call& call) const {
  MIEN_TRY(const SetupTable table, read_setup(call.request.body));
  MIEN_TRY(const app::Intake intake, set_up_.create(table, call.actor));
  HttpResponse response = json_response(201, setup_body(intake));
  response.headers.push_back({"Location", "/v1/intakes/" + intake.name});
  return response;
}

Answer<HttpResponse> IntakeRoutes::list(const Call& /*call*/) const {
  return json_response(200, setups_body("intakes", set_up_.all()));
}

Answer<HttpResponse> IntakeRoutes::get(const Call& call) const {
  MIEN_TRY(const app::Intake intake, set_up_.find(call.ids.front()));
  return json_response(200, setup_body(intake));
}

Answer<HttpResponse> IntakeRoutes::replace(const Call& call) const {
  MIEN_TRY(const SetupTable table, read_setup(call.request.body, call.ids.front()));
  MIEN_TRY(const app::Intake intake, set_up_.replace(table, call.actor));
  return json_response(200, setup_body(intake));
}

Answer<HttpResponse> IntakeRoutes::remove(const Call& call) const {
  MIEN_TRY_VOID(set_up_.remove(call.ids.front(), call.actor));
  return empty_response();
}

}  // namespace mien::api::rest
