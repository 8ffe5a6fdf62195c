#include "api/rest/server_routes.h"

#include "api/json/writer.h"
#include "api/rest/http_parts.h"

namespace mien::api::rest {

std::vector<Route> ServerRoutes::routes() const {
  return {{"GET", "/v1/server", "get_server", Access::kKey, Body::kNone, bound(*this, &ServerRoutes::get)}};
}

Answer<HttpResponse> ServerRoutes::get(const Call& /*call*/) const {
  MIEN_TRY(const Disk disk, facts_.disk());
  JsonWriter json;
  json.begin_object()
      .member("version", facts_.version)
      .member("pack", facts_.pack)
      .member("face_model_version", facts_.face_model_version)
      .member("started_at", rfc3339(facts_.started));
  if (!facts_.public_url.empty()) json.member("public_url", facts_.public_url);
  json.key("functions").begin_object().key("runs_uploaded_code").boolean(facts_.runs_uploaded_code);
  json.key("configured").begin_array();
  for (const std::string& name : facts_.configured_functions) json.string(name);
  json.end_array().end_object();
  json.key("policy")
      .begin_object()
      .key("threshold")
      .number(facts_.policy.verify_similarity_min)
      .key("false_accept_target")
      .number(facts_.policy.false_accept_target)
      .end_object();
  json.key("disk")
      .begin_object()
      .key("free_bytes")
      .unsigned_integer(disk.free_bytes)
      .key("total_bytes")
      .unsigned_integer(disk.total_bytes)
      .end_object();
  return json_response(200, json.end_object().take());
}

}  // namespace mien::api::rest
