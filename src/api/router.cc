#include "api/router.h"

#include <cstdint>
#include <utility>

#include "api/auth/sigv4.h"
#include "api/rest/http_parts.h"

namespace mien::api {
namespace {

using rekognition::RekognitionApi;
using Clock = std::chrono::steady_clock;

/// Which protocol's form an answer takes.
enum class Surface : std::uint8_t { kRest, kRekognition, kOtherTarget, kRoot, kS3 };

bool is_s3_signed(const HttpHead& head) {
  const std::string_view authorization = head.header("authorization").value_or("");
  if (authorization.starts_with(sigv4::kAlgorithm) || authorization.starts_with("AWS ")) return true;
  return head.query().find("Signature=") != std::string_view::npos;  // Of version 4 and of version 2.
}

Surface surface_of(const HttpHead& head) {
  const std::string_view path = head.path();
  if (rest::RestApi::owns_path(path)) return Surface::kRest;
  if (path != "/") return Surface::kS3;
  if (head.method == "POST") return RekognitionApi::is_addressed(head) ? Surface::kRekognition : Surface::kOtherTarget;
  if ((head.method == "GET" || head.method == "HEAD") && !is_s3_signed(head)) return Surface::kRoot;
  return Surface::kS3;
}

struct S3Error {
  int http_status;
  std::string_view code;
  std::string_view message;
};

/// Holds no text of the caller's, so nothing needs to be escaped.
HttpResponse s3_error(const S3Error& error, std::string_view request_id) {
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>";
  body.append(error.code).append("</Code><Message>").append(error.message).append("</Message><RequestId>");
  body.append(request_id).append("</RequestId></Error>");
  return {.status = error.http_status,
          .headers = {{"x-amz-request-id", std::string(request_id)}, {"Content-Type", "application/xml"}},
          .body = std::move(body)};
}

constexpr S3Error s3_error_of(int status) {
  switch (status) {
    case 408:
      return {400, "RequestTimeout", "The request came too slowly."};
    case 411:
      return {411, "MissingContentLength", "The request does not say how long its body is."};
    case 413:
      return {400, "EntityTooLarge", "The body is too large."};
    case 431:
      return {400, "RequestHeaderSectionTooLarge", "The headers are too large."};
    case 500:
      return {500, "InternalError", "Internal error."};
    case 503:
      return {503, "SlowDown", "There are too many requests at once."};
    default:
      return {400, "InvalidRequest", "The request cannot be read."};
  }
}

rest::Problem rest_problem_of(int status, std::string_view reason) {
  std::string detail(reason);
  using rest::HttpFault;
  switch (status) {
    case 408:
      return {HttpFault::kTooSlow, std::move(detail)};
    case 411:
      return {HttpFault::kLengthRequired, std::move(detail)};
    case 413:
      return {HttpFault::kBodyTooLarge, std::move(detail)};
    case 431:
      return {HttpFault::kHeadersTooLarge, std::move(detail)};
    case 500:
      return Error{ErrorCode::kInternal, std::move(detail)};
    case 503:
      return Error{ErrorCode::kOverloaded, std::move(detail)};
    default:
      break;
  }
  rest::Problem problem(HttpFault::kMalformedRequest, std::move(detail));
  problem.kind.status = status;  // For example 505; the code stays malformed_request.
  return problem;
}

/// An error is what is wrong with the server itself. 501 and 505 are about what clients asked for. Whoever watches the
/// service asks for its health again and again, and anybody may: that would drown the rest.
constexpr Log::Level level_of(int status, std::string_view operation) {
  if (status == 200 && (operation == "health" || operation == "readiness")) return Log::Level::kDebug;
  if (status == 500) return Log::Level::kError;
  return status == 503 ? Log::Level::kWarning : Log::Level::kInfo;
}

}  // namespace

Router::Answered Router::answer(const HttpRequest& request, std::string_view request_id) const {
  switch (surface_of(request.head)) {
    case Surface::kRest: {
      auto served = rest_.handle(request, request_id);
      return {served.operation, served.outcome, std::move(served.response), std::move(served.log_detail)};
    }
    case Surface::kRekognition: {
      auto served = rekognition_.handle(request, request_id);
      return {served.operation, served.outcome, std::move(served.response), std::move(served.log_detail)};
    }
    case Surface::kOtherTarget:
      return {"unknown_target", rekognition::kUnknownOperation.aws_name,
              RekognitionApi::error_response(rekognition::kUnknownOperation, "The service has no such operation.",
                                             request_id)};
    case Surface::kRoot:
      return {"root",
              "ok",
              {.status = 200,
               .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
               .body = "Mien, a face identity service. Its API is described at /openapi.json, for which as for\n"
                       "everything else an access key is needed.\n"}};
    case Surface::kS3:
      break;
  }
  const S3Error error = is_s3_signed(request.head)
                            ? S3Error{501, "NotImplemented", "This server does not implement S3."}
                            : S3Error{403, "AccessDenied", "Access Denied"};
  return {"s3", error.code, s3_error(error, request_id)};
}

HttpResponse Router::finish(Answered answered, const Circumstances& circumstances) {
  HttpResponse& response = answered.response;
  response.headers.push_back({"X-Request-Id", std::string(circumstances.request_id)});
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  ports_.metrics.request(answered.operation, answered.outcome, circumstances.took);
  const auto took_us = std::chrono::duration_cast<std::chrono::microseconds>(
                           circumstances.took.value_or(std::chrono::nanoseconds::zero()))
                           .count();
  ports_.log.write(level_of(response.status, answered.operation), "request",
                   {{"request_id", circumstances.request_id},
                    {"client", circumstances.client},
                    {"operation", answered.operation},
                    {"status", std::int64_t{response.status}},
                    {"code", answered.outcome},
                    {"detail", std::string_view(answered.log_detail)},
                    {"took_us", std::int64_t{took_us}},
                    {"bytes_in", static_cast<std::int64_t>(circumstances.request_bytes)},
                    {"bytes_out", static_cast<std::int64_t>(response.body.size())}});
  return std::move(answered.response);
}

HttpHandler::Admission Router::refusal(const HttpHead& head, Answered answered, std::string_view request_id) {
  return {.body_bytes_max = 0,
          .refusal = finish(std::move(answered), {.request_id = request_id, .client = head.remote_address})};
}

HttpHandler::Admission Router::refusal_for_now(const HttpHead& head, std::string_view request_id) {
  Admission admission = refusal(
      head, refused_by_server(head, 503, "Too many pictures are waiting to be read; try again later.", request_id),
      request_id);
  admission.keeps_connection = true;
  return admission;
}

HttpHandler::Admission Router::admit_rekognition(const HttpHead& head, std::string_view request_id) {
  const auto checked = rekognition_.check_caller(head);
  if (!checked)
    return refusal(head,
                   {RekognitionApi::operation_of(head), checked.error().error.aws_name,
                    RekognitionApi::error_response(checked.error().error, checked.error().message, request_id)},
                   request_id);
  const std::size_t bytes_max = RekognitionApi::body_bytes_max(head);
  if (rest::announced_length(head).value_or(0) > bytes_max)
    return refusal(head, refused_by_server(head, 413, "The body is larger than this operation takes.", request_id),
                   request_id);
  if (RekognitionApi::reads_pictures(head) && ports_.reader.is_full()) return refusal_for_now(head, request_id);
  return {.body_bytes_max = bytes_max, .sender_is_proven = *checked == sigv4::HeadVerdict::Proven::kYes};
}

HttpHandler::Admission Router::admit(const HttpHead& head, std::string_view request_id) {
  switch (surface_of(head)) {
    case Surface::kRekognition:
      return admit_rekognition(head, request_id);
    case Surface::kRest: {
      const auto admitted = rest_.admit(head);
      if (admitted && rest::RestApi::reads_pictures(*admitted->route) && ports_.reader.is_full())
        return refusal_for_now(head, request_id);
      if (admitted) return {.body_bytes_max = admitted->body_bytes_max, .sender_is_proven = !admitted->actor.empty()};
      auto served = rest::RestApi::refuse(admitted.error(), request_id);
      return refusal(head, {served.operation, served.outcome, std::move(served.response), std::move(served.log_detail)},
                     request_id);
    }
    case Surface::kRoot:
      return {.body_bytes_max = 0};
    case Surface::kOtherTarget:
    case Surface::kS3:
      break;
  }
  // Whatever the body of these is, the answer is the same.
  return refusal(head, answer({head, {}}, request_id), request_id);
}

HttpHandler::Admission Router::admit(const HttpHead& head) {
  const std::string request_id = ports_.ids.random().text();
  try {
    return admit(head, request_id);
  } catch (const std::exception& exception) {
    return refusal(head, failed(head, exception, request_id), request_id);
  }
}

HttpResponse Router::handle(const HttpRequest& request) {
  const Clock::time_point began = Clock::now();
  const std::string request_id = ports_.ids.random().text();
  Answered answered;
  try {
    answered = answer(request, request_id);
  } catch (const std::exception& exception) {
    answered = failed(request.head, exception, request_id);
  }
  return finish(std::move(answered), {.request_id = request_id,
                                      .client = request.head.remote_address,
                                      .took = Clock::now() - began,
                                      .request_bytes = request.body.size()});
}

HttpResponse Router::refuse(const HttpHead& head, int status, std::string_view reason) {
  const std::string request_id = ports_.ids.random().text();
  return finish(refused_by_server(head, status, reason, request_id),
                {.request_id = request_id, .client = head.remote_address});
}

/// No caller is told what the exception says; the log is.
Router::Answered Router::failed(const HttpHead& head, const std::exception& exception, std::string_view request_id) {
  Answered answered = refused_by_server(head, 500, "Internal error.", request_id);
  answered.log_detail = exception.what();
  return answered;
}

Router::Answered Router::refused_by_server(const HttpHead& head, int status, std::string_view reason,
                                           std::string_view request_id) {
  if (head.method.empty() || head.target.empty()) {
    // Nothing was read, so nobody knows the protocol: the status has to speak for itself.
    const rest::Problem problem = status == 503 ? rest::Problem(rest::HttpFault::kUnavailable, std::string(reason))
                                                : rest_problem_of(status, reason);
    return {"refused", problem.kind.code, to_response(problem, request_id)};
  }
  switch (surface_of(head)) {
    case Surface::kRest:
    case Surface::kRoot: {
      const rest::Problem problem = rest_problem_of(status, reason);
      return {"refused", problem.kind.code, to_response(problem, request_id)};
    }
    case Surface::kRekognition:
    case Surface::kOtherTarget: {
      auto served = RekognitionApi::refuse_unread(head, status, reason, request_id);
      return {served.operation, served.outcome, std::move(served.response)};
    }
    case Surface::kS3:
      break;
  }
  const S3Error error = s3_error_of(status);
  return {"s3", error.code, s3_error(error, request_id)};
}

}  // namespace mien::api
