#include "api/functions/function_gateway.h"

#include <utility>

#include "api/functions/proxy_answer.h"
#include "api/http/retry_after.h"

namespace mien::api::functions {
namespace {

HttpResponse message(int status, std::string_view text) {
  HttpResponse response{.status = status,
                        .headers = {{"Content-Type", "application/json"}},
                        .body = "{\"message\":\"" + std::string(text) + "\"}"};
  if (status == 503) response.headers.push_back(retry_after());
  return response;
}

FunctionGateway::Answer bad_gateway(std::string_view outcome, std::string detail) {
  return {message(502, "Internal server error"), outcome, std::move(detail)};
}

FunctionGateway::Answer not_asked(const Error& error) {
  switch (error.code) {
    case ErrorCode::kOverloaded:
      return {message(503, "Service Unavailable"), "overloaded", error.detail};
    case ErrorCode::kUnavailable:
      return {message(503, "Service Unavailable"), "unavailable", error.detail};
    case ErrorCode::kDeadlineExceeded:
    case ErrorCode::kAbandoned:
      return {message(504, "Endpoint request timed out"), "timeout", error.detail};
    default:
      return bad_gateway("not_runnable", error.message);
  }
}

}  // namespace

FunctionGateway::Answer FunctionGateway::serve(const HttpRequest& request, std::string_view function,
                                               const ProxyRoute& route) const {
  const std::string request_id = ids_.random().text();
  const auto event = proxy_event_json(request, route, {account_, request_id, clock_.now()});
  if (!event) return {message(400, "Bad Request"), "bad_query"};
  const auto outcome = runner_.invoke(
      {.function = function, .request_id = request_id, .event_json = *event, .patience = request.patience});
  if (!outcome) return not_asked(outcome.error());
  if (outcome->failure)
    return bad_gateway(outcome->failure->type == kFunctionTimedOut ? "timeout" : "function_error",
                       outcome->failure->type);
  auto answer = parse_proxy_answer(outcome->payload_json);
  if (!answer) return bad_gateway("malformed_answer", std::move(answer).error().message);
  return {*std::move(answer), "ok"};
}

}  // namespace mien::api::functions
