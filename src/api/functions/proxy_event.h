#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "api/account.h"
#include "core/result.h"
#include "core/time.h"
#include "ports/http.h"

namespace mien::api::functions {

/// Whether the handler sees the request's Authorization header. Where this server has checked it, it holds the secret
/// of an access key (Basic) or proves one, and is none of the handler's business.
enum class Credentials : std::uint8_t { kHidden, kPassedOn };

/// The route that a request came by, as API Gateway describes it.
struct ProxyRoute {
  std::string resource;  ///< Its pattern without the stage: "/employee", "/{proxy+}".
  std::string stage{};   ///< For example "dev"; may be empty.
  std::string path{};    ///< What was asked for, without the stage, percent-encoded as it came; empty: the resource.
  std::map<std::string, std::string> path_parameters{};  ///< Decoded.
  Credentials credentials = Credentials::kHidden;
};

struct ProxyContext {
  const Account& account;
  std::string_view request_id;
  Timestamp at{};
};

/// The event that API Gateway gives to a handler behind a REST API (Lambda proxy integration). A body goes as text
/// where its content type says that it is one and it is UTF-8, else in base64.
/// @errors kInvalidArgument  the query cannot be read
Result<std::string> proxy_event_json(const HttpRequest& request, const ProxyRoute& route, const ProxyContext& context);

}  // namespace mien::api::functions
