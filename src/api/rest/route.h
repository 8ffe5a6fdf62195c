#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "api/rest/fields.h"
#include "api/rest/problem.h"
#include "core/role.h"
#include "ports/http.h"

namespace mien::api::rest {

/// What a route's body may be.
enum class Body : std::uint8_t { kNone, kUpload, kImage, kPatch, kSmall, kAnnouncement, kEvents };
enum class Access : std::uint8_t {
  kOpen,
  kSession,  ///< No key: the handler looks at the console's session by itself, where one is needed.
  kKey,
  kHook,  ///< A key, or the token of hook_token.h.
};

struct Route;

/// A request on its way to its handler, as far as its head tells: where it goes and who it comes from.
struct Call {
  const HttpRequest& request;
  const Route& route;
  std::vector<std::string> ids;  ///< The path's, decoded.
  Fields query;                  ///< What the query says; the route knows every name of it.
  std::string actor;             ///< Access key id; empty on open routes.
  Role role = Role::kAuditor;    ///< The key's; of no meaning on open routes.
};

struct Route {
  std::string_view method;
  /// A segment in braces stands for one id. Behind a question mark stand the names that its query may have, with '&'
  /// between; any other is refused.
  std::string_view pattern;
  std::string_view operation;  ///< For log, metrics, permissions and the OpenAPI document.
  Access access = Access::kKey;
  Body body = Body::kNone;
  std::function<Answer<HttpResponse>(const Call& call)> serve;
};

/// A route whose handler is a member function of `group`, which outlives it.
template <class Group>
std::function<Answer<HttpResponse>(const Call&)> bound(const Group& group,
                                                       Answer<HttpResponse> (Group::*serve)(const Call&) const) {
  return [&group, serve](const Call& call) { return (group.*serve)(call); };
}

}  // namespace mien::api::rest
