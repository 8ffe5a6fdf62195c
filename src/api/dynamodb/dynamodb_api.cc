#include "api/dynamodb/dynamodb_api.h"

#include <cstdint>
#include <utility>

#include "api/auth/crc.h"
#include "api/auth/permissions.h"
#include "api/http/retry_after.h"
#include "api/json/parse.h"
#include "api/json/writer.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::dynamodb {
namespace {

constexpr std::string_view kTargetPrefix = "DynamoDB_20120810.";
constexpr std::string_view kService = "dynamodb";
constexpr std::string_view kContentType = "application/x-amz-json-1.0";

std::string_view operation_name(const HttpHead& head) {
  std::string_view target = head.header("x-amz-target").value_or("");
  if (target.starts_with(kTargetPrefix)) target.remove_prefix(kTargetPrefix.size());
  return target;
}

/// The name of the operation that a request asks for where it is one of ours, for log and metrics: nothing else that a
/// caller sent goes there.
std::string_view operation_of(const HttpHead& head) {
  const auto operation = find_operation(operation_name(head));
  return operation ? name_of(*operation) : "unknown";
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
                "User: " + caller.access_key_id + " is not authorized to perform: dynamodb:" +
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
    return refuse(kUnknownOperation, "Mien does not implement " + std::string(name) + ".");
  return refuse(kUnknownOperation, "An unknown operation was requested.");
}

WireResult<boost::json::value> read_body(std::string_view body) {
  // Some clients send no body at all where there is nothing to say.
  JsonLimits limits;
  limits.depth_max = limits::kTableJsonDepthMax;
  auto value = parse_json(body.empty() ? "{}" : body, limits);
  if (!value && value.error().code == ErrorCode::kInvalidArgument)
    return refuse(kSerialization, std::move(value).error().message);
  if (!value) return refuse(std::move(value).error());
  if (!value->is_object()) return refuse(kSerialization, "The body is no structure.");
  return *std::move(value);
}

Reply run(Operation operation, const Context& context, const Input& input) {
  switch (operation) {  // No default: an operation without a handler is a build error.
    case Operation::kBatchGetItem:
      return batch_get_item(context, input);
    case Operation::kBatchWriteItem:
      return batch_write_item(context, input);
    case Operation::kCreateTable:
      return create_table(context, input);
    case Operation::kDeleteItem:
      return delete_item(context, input);
    case Operation::kDeleteTable:
      return delete_table(context, input);
    case Operation::kDescribeTable:
      return describe_table(context, input);
    case Operation::kDescribeTimeToLive:
      return describe_time_to_live(context, input);
    case Operation::kGetItem:
      return get_item(context, input);
    case Operation::kListTables:
      return list_tables(context, input);
    case Operation::kPutItem:
      return put_item(context, input);
    case Operation::kQuery:
      return query(context, input);
    case Operation::kScan:
      return scan(context, input);
    case Operation::kUpdateItem:
      return update_item(context, input);
    case Operation::kUpdateTable:
      return update_table(context, input);
  }
  MIEN_CHECK(false);
}

/// Of an answer's body, as a decimal number.
std::string crc32_text(std::string_view body) {
  constexpr std::uint64_t kOnes = crc::kCrc32.ones();
  return std::to_string(crc::update(crc::kCrc32, kOnes, body) ^ kOnes);
}

/// Clients that check the sum do so for errors as well.
HttpResponse response(int status, std::string body, std::string_view request_id) {
  HttpResponse out{.status = status,
                   .headers = {{"x-amzn-RequestId", std::string(request_id)},
                               {"Content-Type", std::string(kContentType)},
                               {"x-amz-crc32", crc32_text(body)}},
                   .body = {}};
  out.body = std::move(body);
  return out;
}

HttpResponse error_response(const Refusal& refusal, std::string_view request_id) {
  JsonWriter json;
  // Clients look for either spelling of the message.
  json.begin_object().member("__type", refusal.error.type());
  json.member("message", refusal.message).member("Message", refusal.message);
  if (!refusal.item_json.empty()) json.key("Item").raw(refusal.item_json);
  json.end_object();
  HttpResponse out = response(refusal.error.http_status, json.take(), request_id);
  if (refusal.error.retryable)  // AWS's SDKs have their own patience; this is for those without one.
    out.headers.push_back(retry_after());
  return out;
}

WireError error_of(int status) {
  if (status == 503) return kOverloaded;
  if (status == 413) return {status, "RequestEntityTooLargeException", WireError::Source::kProtocol};
  if (status < 500) return {status, kSerialization.aws_name, WireError::Source::kProtocol};
  return {status, kInternal.aws_name, WireError::Source::kService, true};
}

}  // namespace

bool DynamoDbApi::owns(const HttpHead& head) const {
  return head.method == "POST" && head.path() == "/" &&
         head.header("x-amz-target").value_or("").starts_with(kTargetPrefix);
}

std::optional<std::string_view> DynamoDbApi::service_to_sign_for(const HttpHead& head) const {
  if (!owns(head)) return std::nullopt;
  return kService;
}

std::expected<Surface::Admitted, Surface::Served> DynamoDbApi::admit(const HttpHead& head,
                                                                     std::string_view request_id) const {
  const auto checked = check_caller(head);
  if (!checked)
    return std::unexpected(
        Served{operation_of(head), checked.error().error.aws_name, error_response(checked.error(), request_id)});
  const std::size_t bytes_max = find_operation(operation_name(head)) == Operation::kBatchWriteItem
                                    ? limits::kBatchWriteBodyBytesMax
                                    : limits::kTableBodyBytesMax;
  if (head.announced_length().value_or(0) > bytes_max)
    return std::unexpected(refuse(head, 413, "The body is larger than this operation takes.", request_id));
  return Admitted{.body_bytes_max = bytes_max, .sender_is_proven = *checked == sigv4::HeadVerdict::Proven::kYes};
}

WireResult<sigv4::HeadVerdict::Proven> DynamoDbApi::check_caller(const HttpHead& head) const {
  const auto verdict = sigv4::verify_head(head, ports_.keys, ports_.clock);
  if (!verdict) return dynamodb::refuse(to_wire(verdict.error().problem), verdict.error().message);
  MIEN_TRY_VOID(check_service(verdict->service));
  return verdict->proven;
}

Reply DynamoDbApi::answer(const HttpRequest& request) const {
  MIEN_TRY(const Principal caller, check_signature(request, ports_.keys, ports_.clock));
  MIEN_TRY_VOID(check_content_type(request.head));
  MIEN_TRY(const Operation operation, find_operation_of(request.head));
  MIEN_TRY_VOID(check_role(caller, operation));
  MIEN_WIRE_TRY(const app::Turns::Turn turn, ports_.turns.take(request.patience));
  MIEN_TRY(const boost::json::value body, read_body(request.body));
  return run(operation, {use_, account_, caller.access_key_id, request.patience}, Input(body.get_object()));
}

Surface::Served DynamoDbApi::handle(const HttpRequest& request, std::string_view request_id) const {
  Reply reply = answer(request);
  const std::string_view operation = operation_of(request.head);
  if (reply) return {operation, "ok", response(200, *std::move(reply), request_id)};
  Refusal& refusal = reply.error();
  return {operation, refusal.error.aws_name, error_response(refusal, request_id), std::move(refusal.detail)};
}

Surface::Served DynamoDbApi::refuse(const HttpHead& head, int status, std::string_view reason,
                                    std::string_view request_id) const {
  const Refusal refusal{error_of(status), std::string(reason)};
  return {operation_of(head), refusal.error.aws_name, error_response(refusal, request_id)};
}

}  // namespace mien::api::dynamodb
