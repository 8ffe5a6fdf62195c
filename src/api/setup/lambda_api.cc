#include "api/setup/lambda_api.h"

#include <algorithm>
#include <iterator>

#include "api/auth/permissions.h"
#include "api/auth/sigv4_header.h"
#include "api/auth/sigv4_verify.h"
#include "api/http/retry_after.h"
#include "api/json/writer.h"
#include "core/limits.h"

namespace mien::api::setup {
namespace {

constexpr std::string_view kService = "lambda";

std::string_view operation_of(const HttpHead& head) {
  const auto route = find_lambda_route(head.method, head.path());
  return route ? name_of(route->operation) : "unknown";
}

std::size_t body_bytes_max(LambdaOperation operation) {
  switch (operation) {
    case LambdaOperation::kCreateFunction:
    case LambdaOperation::kUpdateFunctionCode:
      return limits::kFunctionCodeBodyBytesMax;
    case LambdaOperation::kInvoke:
      return limits::kFunctionPayloadBytesMax;
    default:
      return limits::kFunctionSettingsBodyBytesMax;
  }
}

HttpResponse error_response(const LambdaError& error, std::string_view message, std::string_view request_id) {
  JsonWriter json;
  json.begin_object().member("Type", error.http_status < 500 ? "User" : "Service");
  json.member("Message", message).member("message", message).end_object();
  HttpResponse response{.status = error.http_status,
                        .headers = {{"x-amzn-RequestId", std::string(request_id)},
                                    {"Content-Type", "application/json"},
                                    {"x-amzn-ErrorType", std::string(error.aws_name)}},
                        .body = json.take()};
  if (error.http_status == 429) response.headers.push_back(retry_after());
  return response;
}

}  // namespace

bool LambdaApi::owns(const HttpHead& head) const {
  if (!head.path().starts_with(kLambdaPathPrefix)) return false;
  const auto claim = sigv4::parse_authorization(head);
  return claim && claim->scope.service == kService;
}

std::optional<std::string_view> LambdaApi::service_to_sign_for(const HttpHead& head) const {
  if (!head.path().starts_with(kLambdaPathPrefix)) return std::nullopt;
  return kService;
}

std::expected<Surface::Admitted, Surface::Served> LambdaApi::admit(const HttpHead& head,
                                                                   std::string_view request_id) const {
  const auto refused = [&](const LambdaError& error, std::string_view message) {
    return std::unexpected(Served{operation_of(head), error.aws_name, error_response(error, message, request_id)});
  };
  const auto verdict = sigv4::verify_head(head, ports_.keys, ports_.clock);
  if (!verdict) return refused(to_lambda_error(verdict.error().problem), verdict.error().message);
  const auto route = find_lambda_route(head.method, head.path());
  if (!route) return refused(kUnknownLambdaOperation, "The service has no such operation.");
  const std::size_t bytes_max = body_bytes_max(route->operation);
  if (head.announced_length().value_or(0) > bytes_max)
    return refused(kTooLarge, "Request must be smaller than " + std::to_string(bytes_max) + " bytes for the " +
                                  std::string(name_of(route->operation)) + " operation.");
  return Admitted{.body_bytes_max = bytes_max, .sender_is_proven = verdict->proven == sigv4::HeadVerdict::Proven::kYes};
}

LambdaResult<LambdaReply> LambdaApi::answer(const HttpRequest& request) const {
  const auto verified = sigv4::verify(request, ports_.keys, ports_.clock);
  if (!verified) return setup::refuse(to_lambda_error(verified.error().problem), verified.error().message);
  const auto route = find_lambda_route(request.head.method, request.head.path());
  if (!route) return setup::refuse(kUnknownLambdaOperation, "The service has no such operation.");
  const Principal& caller = verified->principal;
  if (!may(caller.role, kService, name_of(route->operation)))
    return setup::refuse(to_lambda_error(ErrorCode::kAccessDenied),
                         "User: " + caller.access_key_id +
                             " is not authorized to perform: lambda:" + std::string(name_of(route->operation)) +
                             " with the role " + std::string(name_of(caller.role)) + ".");
  return run_lambda({use_, account_, request, *route});
}

Surface::Served LambdaApi::handle(const HttpRequest& request, std::string_view request_id) const {
  auto reply = answer(request);
  const std::string_view operation = operation_of(request.head);
  if (!reply) {
    LambdaRefusal& refusal = reply.error();
    return {operation, refusal.error.aws_name, error_response(refusal.error, refusal.message, request_id),
            std::move(refusal.detail)};
  }
  HttpResponse response{.status = reply->status,
                        .headers = {{"x-amzn-RequestId", std::string(request_id)}},
                        .body = std::move(reply->body)};
  if (!response.body.empty()) response.headers.push_back({"Content-Type", "application/json"});
  std::ranges::move(reply->headers, std::back_inserter(response.headers));
  return {operation, "ok", std::move(response)};
}

Surface::Served LambdaApi::refuse(const HttpHead& head, int status, std::string_view reason,
                                  std::string_view request_id) const {
  const LambdaError error = to_lambda_error(status);
  return {operation_of(head), error.aws_name, error_response(error, reason, request_id)};
}

}  // namespace mien::api::setup
