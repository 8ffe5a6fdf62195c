#include "api/rekognition/rekognition_api.h"

#include <utility>

#include "api/auth/sigv4_verify.h"
#include "api/json/parse.h"
#include "api/json/writer.h"
#include "api/rekognition/validate.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::rekognition {
namespace {

constexpr std::string_view kTargetPrefix = "RekognitionService.";
constexpr std::string_view kService = "rekognition";
constexpr std::string_view kContentType = "application/x-amz-json-1.1";

std::string_view operation_name(const HttpHead& head) {
  std::string_view target = head.header("x-amz-target").value_or("");
  if (target.starts_with(kTargetPrefix)) target.remove_prefix(kTargetPrefix.size());
  return target;
}

WireResult<void> check_service(std::string_view claimed) {
  if (claimed == kService) return {};
  return refuse(to_wire(AuthProblem::kBadSignature),
                "Credential should be scoped to correct service: '" + std::string(kService) + "'.");
}

WireResult<std::string> check_signature(const HttpRequest& request, const KeyRing& keys, const Clock& clock) {
  auto verified = sigv4::verify(request, keys, clock);
  if (!verified) return refuse(to_wire(verified.error().problem), verified.error().message);
  MIEN_TRY_VOID(check_service(verified->service));
  return std::move(verified->principal.access_key_id);
}

WireResult<void> check_content_type(const HttpHead& head) {
  std::string_view type = head.header("content-type").value_or("");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  if (equal_ignoring_case(type, kContentType)) return {};
  return refuse(kSerialization, "Content-Type must be " + std::string(kContentType) + ".");
}

WireResult<Operation> find_operation_of(const HttpHead& head) {
  const std::string_view name = operation_name(head);
  if (const auto operation = find_operation(name)) return *operation;
  if (is_known_to_the_service(name))
    return refuse(kUnknownOperation, "Mien does not implement " + std::string(name) + " yet.");
  return refuse(kUnknownOperation, "The service has no such operation.");
}

WireResult<boost::json::value> read_input(std::string_view body, Operation operation) {
  // Some clients send no body at all where there is nothing to say.
  auto value = parse_json(body.empty() ? "{}" : body);
  if (!value && value.error().code == ErrorCode::kInvalidArgument)
    return refuse(kSerialization, std::move(value).error().message);
  if (!value) return refuse(std::move(value).error());
  MIEN_TRY_VOID(validate(*value, input_of(operation)));
  return *std::move(value);
}

Reply run(Operation operation, const Context& context, const Input& input) {
  switch (operation) {  // No default: an operation without a handler is a build error.
    case Operation::kCompareFaces:
      return compare_faces(context, input);
    case Operation::kCreateCollection:
      return create_collection(context, input);
    case Operation::kDeleteCollection:
      return delete_collection(context, input);
    case Operation::kDeleteFaces:
      return delete_faces(context, input);
    case Operation::kDescribeCollection:
      return describe_collection(context, input);
    case Operation::kDetectFaces:
      return detect_faces(context, input);
    case Operation::kIndexFaces:
      return index_faces(context, input);
    case Operation::kListCollections:
      return list_collections(context, input);
    case Operation::kListFaces:
      return list_faces(context, input);
    case Operation::kSearchFaces:
      return search_faces(context, input);
    case Operation::kSearchFacesByImage:
      return search_faces_by_image(context, input);
  }
  MIEN_CHECK(false);
}

}  // namespace

bool RekognitionApi::is_addressed(const HttpHead& head) {
  return head.header("x-amz-target").value_or("").starts_with(kTargetPrefix);
}

std::size_t RekognitionApi::body_bytes_max(const HttpHead& head) {
  return find_operation(operation_name(head)) == Operation::kCompareFaces ? limits::kJsonTwoImagesBodyBytesMax
                                                                          : limits::kJsonBodyBytesMax;
}

bool RekognitionApi::reads_pictures(const HttpHead& head) {
  const auto operation = find_operation(operation_name(head));
  return operation && rekognition::reads_pictures(*operation);
}

WireResult<sigv4::HeadVerdict::Proven> RekognitionApi::check_caller(const HttpHead& head) const {
  const auto verdict = sigv4::verify_head(head, ports_.keys, ports_.clock);
  if (!verdict) return refuse(to_wire(verdict.error().problem), verdict.error().message);
  MIEN_TRY_VOID(check_service(verdict->service));
  return verdict->proven;
}

std::string_view RekognitionApi::operation_of(const HttpHead& head) {
  if (!is_addressed(head)) return "unknown_target";
  const auto operation = find_operation(operation_name(head));
  return operation ? name_of(*operation) : "unknown";
}

Reply RekognitionApi::answer(const HttpRequest& request) const {
  MIEN_TRY(const std::string actor, check_signature(request, ports_.keys, ports_.clock));
  MIEN_TRY_VOID(check_content_type(request.head));
  MIEN_TRY(const Operation operation, find_operation_of(request.head));
  MIEN_TRY(const boost::json::value input, read_input(request.body, operation));
  return run(operation, {use_, account_, actor, request.patience}, Input(input.get_object()));
}

RekognitionApi::Served RekognitionApi::handle(const HttpRequest& request, std::string_view request_id) const {
  Reply reply = answer(request);
  const std::string_view operation = operation_of(request.head);
  if (!reply) {
    Refusal& refusal = reply.error();
    return {operation, refusal.error.aws_name, error_response(refusal.error, refusal.message, request_id),
            std::move(refusal.detail)};
  }
  return {operation,
          "ok",
          {.status = 200,
           .headers = {{"x-amzn-RequestId", std::string(request_id)}, {"Content-Type", std::string(kContentType)}},
           .body = *std::move(reply)}};
}

RekognitionApi::Served RekognitionApi::refuse_unread(const HttpHead& head, int http_status, std::string_view reason,
                                                     std::string_view request_id) {
  WireError error{http_status, "InternalServerError", true};
  if (http_status == 413)
    error = {http_status, "RequestEntityTooLargeException", false};
  else if (http_status == 503)
    error = to_wire(ErrorCode::kOverloaded);
  else if (http_status < 500)
    error = {http_status, kSerialization.aws_name, false};
  return {operation_of(head), error.aws_name, error_response(error, reason, request_id)};
}

/// SDKs look for the name in "__type" or the header, older tools in "Code", and for either spelling of the message.
HttpResponse RekognitionApi::error_response(const WireError& error, std::string_view message,
                                            std::string_view request_id) {
  JsonWriter json;
  json.begin_object().member("__type", error.aws_name).member("Code", error.aws_name);
  json.member("Message", message).member("message", message).member("Logref", request_id).end_object();
  HttpResponse response{.status = error.http_status,
                        .headers = {{"x-amzn-RequestId", std::string(request_id)},
                                    {"Content-Type", std::string(kContentType)},
                                    {"x-amzn-ErrorType", std::string(error.aws_name)}},
                        .body = json.take()};
  if (error.retryable)  // AWS's SDKs have their own patience; this is for those without one.
    response.headers.push_back({"Retry-After", std::to_string(limits::kRetryAfter.count())});
  return response;
}

}  // namespace mien::api::rekognition
