#include "api/rekognition/rekognition_api.h"

#include <utility>

#include "api/auth/permissions.h"
#include "api/auth/sigv4_verify.h"
#include "api/json/parse.h"
#include "api/rekognition/error_response.h"
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

WireResult<Principal> check_signature(const HttpRequest& request, const KeyRing& keys, const Clock& clock) {
  auto verified = sigv4::verify(request, keys, clock);
  if (!verified) return refuse(to_wire(verified.error().problem), verified.error().message);
  MIEN_TRY_VOID(check_service(verified->service));
  return std::move(verified->principal);
}

WireResult<void> check_role(const Principal& caller, Operation operation) {
  if (may(caller.role, kService, name_of(operation))) return {};
  return refuse(to_wire(ErrorCode::kAccessDenied),
                "User: " + caller.access_key_id + " is not authorized to perform: rekognition:" +
                    std::string(name_of(operation)) + " with the role " + std::string(name_of(caller.role)) + ".");
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

/// The name of the operation that a request asks for where it is one of ours, for log and metrics: nothing else that a
/// caller sent goes there.
std::string_view operation_of(const HttpHead& head) {
  const auto operation = find_operation(operation_name(head));
  return operation ? name_of(*operation) : "unknown";
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

bool RekognitionApi::owns(const HttpHead& head) const {
  return head.method == "POST" && head.path() == "/" &&
         head.header("x-amz-target").value_or("").starts_with(kTargetPrefix);
}

std::optional<std::string_view> RekognitionApi::service_to_sign_for(const HttpHead& head) const {
  if (!owns(head)) return std::nullopt;
  return kService;
}

std::expected<Surface::Admitted, Surface::Served> RekognitionApi::admit(const HttpHead& head,
                                                                        std::string_view request_id) const {
  const auto checked = check_caller(head);
  if (!checked)
    return std::unexpected(Served{operation_of(head), checked.error().error.aws_name,
                                  error_response(checked.error().error, checked.error().message, request_id)});
  const auto operation = find_operation(operation_name(head));
  const std::size_t bytes_max =
      operation == Operation::kCompareFaces ? limits::kJsonTwoImagesBodyBytesMax : limits::kJsonBodyBytesMax;
  if (head.announced_length().value_or(0) > bytes_max)
    return std::unexpected(refuse(head, 413, "The body is larger than this operation takes.", request_id));
  return Admitted{.body_bytes_max = bytes_max,
                  .sender_is_proven = *checked == sigv4::HeadVerdict::Proven::kYes,
                  .reads_pictures = operation && rekognition::reads_pictures(*operation)};
}

WireResult<sigv4::HeadVerdict::Proven> RekognitionApi::check_caller(const HttpHead& head) const {
  const auto verdict = sigv4::verify_head(head, ports_.keys, ports_.clock);
  if (!verdict) return rekognition::refuse(to_wire(verdict.error().problem), verdict.error().message);
  MIEN_TRY_VOID(check_service(verdict->service));
  return verdict->proven;
}

Reply RekognitionApi::answer(const HttpRequest& request) const {
  MIEN_TRY(const Principal caller, check_signature(request, ports_.keys, ports_.clock));
  MIEN_TRY_VOID(check_content_type(request.head));
  MIEN_TRY(const Operation operation, find_operation_of(request.head));
  MIEN_TRY_VOID(check_role(caller, operation));
  MIEN_TRY(const boost::json::value input, read_input(request.body, operation));
  PictureSource pictures(use_.read_object, use_.triggers, caller.role);
  return run(operation, {use_, account_, caller.access_key_id, request.patience}, Input(input.get_object(), pictures));
}

Surface::Served RekognitionApi::handle(const HttpRequest& request, std::string_view request_id) const {
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

Surface::Served RekognitionApi::refuse(const HttpHead& head, int status, std::string_view reason,
                                       std::string_view request_id) const {
  const WireError error = to_wire_error(status);
  return {operation_of(head), error.aws_name, error_response(error, reason, request_id)};
}

}  // namespace mien::api::rekognition
