#include "api/rest/operator_routes.h"

#include <utility>

#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "api/rest/json_members.h"
#include "core/percent.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

void write_operator(JsonWriter& json, const Operator& who) {
  json.begin_object()
      .member("name", who.name)
      .member("role", name_of(who.role))
      .member("access_key_id", who.access_key_id)
      .member("created_at", rfc3339(who.created))
      .key("has_password")
      .boolean(!who.password_hash.empty())
      .end_object();
}

void write_link(JsonWriter& json, const app::IssuedLink& link) {
  json.member("token", link.token).member("expires_at", rfc3339(link.expires));
}

}  // namespace

std::vector<Route> OperatorRoutes::routes() const {
  using enum Access;
  using R = OperatorRoutes;
  return {
      {"POST", "/v1/operators", "create_operator", kKey, Body::kSmall, bound(*this, &R::create)},
      {"GET", "/v1/operators?page_size&page_token", "list_operators", kKey, Body::kNone, bound(*this, &R::list)},
      {"DELETE", "/v1/operators/{name}", "remove_operator", kKey, Body::kNone, bound(*this, &R::remove)},
      {"POST", "/v1/operators/{name}/link", "issue_sign_in_link", kKey, Body::kNone, bound(*this, &R::issue_link)},
  };
}

Answer<HttpResponse> OperatorRoutes::create(const Call& call) const {
  MIEN_TRY(const JsonMembers body, JsonMembers::read(call.request.body, {"name", "role"}));
  MIEN_TRY(std::string name, body.text("name"));
  MIEN_TRY(const std::string role_name, body.text("role"));
  const auto role = parse_role(role_name);
  if (!role) return fail(ErrorCode::kInvalidArgument, "role must be admin, enroller, verifier or auditor.");
  MIEN_TRY(const Operator who, use_.create.run({.name = std::move(name), .role = *role, .actor = call.actor}));
  MIEN_TRY(const app::IssuedLink link, use_.issue_link.run(who.name, call.actor));
  JsonWriter json;
  json.begin_object().key("operator");
  write_operator(json, who);
  write_link(json, link);
  HttpResponse response = json_response(201, json.end_object().take());
  response.headers.push_back({"Location", "/v1/operators/" + percent_encode(who.name)});
  return response;
}

Answer<HttpResponse> OperatorRoutes::list(const Call& call) const {
  MIEN_TRY(const PageRequest page, page_of(call.query));
  MIEN_TRY(const Page<Operator> operators, use_.list.run(page));
  JsonWriter json;
  json.begin_object().key("operators").begin_array();
  for (const Operator& who : operators.items) write_operator(json, who);
  json.end_array();
  if (!operators.next.empty()) json.member("next_page_token", operators.next);
  return json_response(200, json.end_object().take());
}

Answer<HttpResponse> OperatorRoutes::remove(const Call& call) const {
  MIEN_TRY_VOID(use_.remove.run(call.ids.front(), call.actor));
  return empty_response();
}

Answer<HttpResponse> OperatorRoutes::issue_link(const Call& call) const {
  MIEN_TRY(const app::IssuedLink link, use_.issue_link.run(call.ids.front(), call.actor));
  JsonWriter json;
  json.begin_object();
  write_link(json, link);
  return json_response(200, json.end_object().take());
}

}  // namespace mien::api::rest
