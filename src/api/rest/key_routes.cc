#include "api/rest/key_routes.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "api/json/parse.h"
#include "api/json/writer.h"
#include "api/rest/fields.h"
#include "api/rest/http_parts.h"
#include "core/limits.h"
#include "core/percent.h"
#include "core/time.h"

namespace mien::api::rest {
namespace {

std::unexpected<Error> wrong(std::string message) { return fail(ErrorCode::kInvalidArgument, std::move(message)); }

/// Takes one member; false: its value is of a wrong type.
Result<bool> take_member(app::CreateKey::Request& out, std::string_view name, const boost::json::value& value) {
  if (name == "expires_in_s") {
    if (!value.is_int64()) return false;
    // Any number beyond the limit is as good as another, and none overflows.
    out.lifetime =
        std::chrono::seconds(std::clamp<std::int64_t>(value.get_int64(), 0, limits::kAccessKeyLifetimeMax.count() + 1));
    return true;
  }
  if (!value.is_string()) return false;
  const std::string_view text(value.get_string().data(), value.get_string().size());
  if (name == "name") {
    out.name = text;
    return true;
  }
  const auto role = parse_role(text);
  if (!role) return wrong("role must be admin, enroller, verifier or auditor.");
  out.role = *role;
  return true;
}

Result<app::CreateKey::Request> read_request(std::string_view body) {
  MIEN_TRY(const boost::json::value parsed, parse_json(body));
  if (!parsed.is_object()) return wrong("The body must be a JSON object.");
  app::CreateKey::Request out;
  const boost::json::object& members = parsed.get_object();
  for (const auto& member : members) {
    const std::string_view name(member.key().data(), member.key().size());
    if (name != "role" && name != "name" && name != "expires_in_s")
      return wrong("Unknown member " + in_quotes(name) + ".");
    MIEN_TRY(const bool fits, take_member(out, name, member.value()));
    if (!fits) return wrong("The member " + in_quotes(name) + " has a value of a wrong type.");
  }
  if (!members.contains("role")) return wrong("The body has no member 'role'.");
  return out;
}

void write_key(JsonWriter& json, const KeyInfo& key) {
  json.begin_object().member("access_key_id", key.access_key_id).member("role", name_of(key.role));
  if (!key.name.empty()) json.member("name", key.name);
  json.member("created_by", key.created_by).member("created_at", rfc3339(key.created));
  if (key.expires) json.member("expires_at", rfc3339(*key.expires));
  json.end_object();
}

}  // namespace

std::vector<Route> KeyRoutes::routes() const {
  using enum Access;
  using R = KeyRoutes;
  return {
      {"POST", "/v1/keys", "create_key", kKey, Body::kPatch, bound(*this, &R::create)},
      {"GET", "/v1/keys?page_size&page_token", "list_keys", kKey, Body::kNone, bound(*this, &R::list)},
      {"DELETE", "/v1/keys/{access_key_id}", "revoke_key", kKey, Body::kNone, bound(*this, &R::revoke)},
  };
}

Answer<HttpResponse> KeyRoutes::create(const Call& call) const {
  MIEN_TRY(app::CreateKey::Request request, read_request(call.request.body));
  request.actor = call.actor;
  MIEN_TRY(const app::CreateKey::Response made, use_.create.run(request));
  JsonWriter json;
  json.begin_object().key("key");
  write_key(json, made.info);
  json.member("secret_access_key", made.secret).end_object();
  HttpResponse response = json_response(201, json.take());
  response.headers.push_back({"Location", "/v1/keys/" + percent_encode(made.info.access_key_id)});
  return response;
}

Answer<HttpResponse> KeyRoutes::list(const Call& call) const {
  MIEN_TRY(const PageRequest page, page_of(call.query));
  MIEN_TRY(const Page<KeyInfo> keys, use_.list.run(page));
  JsonWriter json;
  json.begin_object().key("keys").begin_array();
  for (const KeyInfo& key : keys.items) write_key(json, key);
  json.end_array();
  if (!keys.next.empty()) json.member("next_page_token", keys.next);
  return json_response(200, json.end_object().take());
}

Answer<HttpResponse> KeyRoutes::revoke(const Call& call) const {
  MIEN_TRY_VOID(use_.revoke.run(call.ids.front(), call.actor));
  return empty_response();
}

}  // namespace mien::api::rest
