#include "api/s3/s3_api.h"

#include <algorithm>

#include "api/auth/permissions.h"
#include "api/auth/s3_auth.h"
#include "api/auth/s3_body.h"
#include "api/auth/sigv4.h"
#include "api/s3/cors.h"
#include "api/s3/handlers.h"
#include "api/s3/owner.h"
#include "api/s3/post_object.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::s3 {
namespace {

constexpr std::string_view kSurface = "s3";
/// Some clients send a body with what needs none.
constexpr std::size_t kNeedlessBodyBytesMax = 16 * 1024;

Reply run(Operation operation, const Call& call) {
  switch (operation) {  // No default: an operation without a handler is a build error.
    case Operation::kListBuckets:
      return list_buckets(call);
    case Operation::kCreateBucket:
      return create_bucket(call);
    case Operation::kHeadBucket:
      return head_bucket(call);
    case Operation::kDeleteBucket:
      return delete_bucket(call);
    case Operation::kGetBucketLocation:
      return get_bucket_location(call);
    case Operation::kGetBucketVersioning:
      return get_bucket_versioning(call);
    case Operation::kGetBucketRequestPayment:
      return get_bucket_request_payment(call);
    case Operation::kGetBucketAcl:
      return get_bucket_acl(call);
    case Operation::kGetBucketCors:
      return get_bucket_cors(call);
    case Operation::kPutBucketCors:
      return put_bucket_cors(call);
    case Operation::kDeleteBucketCors:
      return delete_bucket_cors(call);
    case Operation::kGetBucketNotificationConfiguration:
      return get_bucket_notification(call);
    case Operation::kPutBucketNotificationConfiguration:
      return put_bucket_notification(call);
    case Operation::kListObjects:
      return list_objects(call);
    case Operation::kListObjectsV2:
      return list_objects_v2(call);
    case Operation::kListObjectVersions:
      return list_object_versions(call);
    case Operation::kGetObject:
    case Operation::kHeadObject:
      return get_object(call);
    case Operation::kGetObjectAcl:
      return get_object_acl(call);
    case Operation::kPutObject:
      return put_object(call);
    case Operation::kCopyObject:
      return copy_object(call);
    case Operation::kDeleteObject:
      return delete_object(call);
    case Operation::kDeleteObjects:
      return delete_objects(call);
    case Operation::kCreateMultipartUpload:
      return create_multipart_upload(call);
    case Operation::kUploadPart:
      return upload_part(call);
    case Operation::kUploadPartCopy:
      return upload_part_copy(call);
    case Operation::kCompleteMultipartUpload:
      return complete_multipart_upload(call);
    case Operation::kAbortMultipartUpload:
      return abort_multipart_upload(call);
    case Operation::kListParts:
      return list_parts(call);
    case Operation::kListMultipartUploads:
      return list_multipart_uploads(call);
    case Operation::kUnimplemented:
    case Operation::kUnknown:
    case Operation::kPreflight:
    case Operation::kPostObject:
      break;
  }
  MIEN_CHECK(false);
}

bool is_form(const HttpHead& head) {
  return lower_case(head.header("content-type").value_or("")).starts_with("multipart/form-data");
}

/// A form brings its credentials in its body.
bool is_unsigned_form(const HttpHead& head, Operation operation) {
  return operation == Operation::kPostObject && is_form(head) && !S3Api::is_signed(head);
}

}  // namespace

bool S3Api::is_signed(const HttpHead& head) {
  const std::string_view authorization = head.header("authorization").value_or("");
  if (authorization.starts_with(sigv4::kAlgorithm) || authorization.starts_with("AWS ")) return true;
  return head.query().find("Signature=") != std::string_view::npos;  // Of version 4 and of version 2.
}

bool S3Api::owns(const HttpHead& head) const {
  if (head.path() != "/" || !bucket_of_host(head, settings_.domain).empty()) return true;
  if (head.method == "POST") return false;
  return is_signed(head) || (head.method != "GET" && head.method != "HEAD");
}

S3Reply<S3Api::Aim> S3Api::aim_of(const HttpHead& head) const {
  auto read = read_target(head, settings_.domain);
  // Strangers learn no more from what cannot be read than from what there is not.
  if (!read && !is_signed(head)) return s3::refuse(kAccessDenied);
  MIEN_TRY(Target target, std::move(read));
  const FoundOperation operation = find_operation(head, target);
  return Aim{std::move(target), operation};
}

S3Reply<S3Caller> S3Api::check_caller(const HttpHead& head, const Aim& aim) const {
  // Whatever other credentials say: they are none here.
  if (!is_signed(head)) return s3::refuse(kAccessDenied);
  auto caller = verify_s3(head, aim.target.host_bucket, ports_.keys, ports_.clock);
  if (!caller) return s3::refuse(std::move(caller).error());
  MIEN_TRY_VOID(check_expected_owner(head, settings_));
  // Whoever may not do a thing does not learn whether it could be done.
  if (!may(caller->principal.role, kSurface, aim.operation.name)) return s3::refuse(kAccessDenied);
  return *std::move(caller);
}

std::size_t S3Api::body_bytes_max(const Aim& aim) const {
  const auto bucket = BucketName::parse(aim.target.bucket);
  const auto path = ObjectPath::parse(aim.target.key);
  if (!bucket || !path) return limits::kObjectBytesMax;
  return use_.put_object.bytes_max(*bucket, *path);
}

S3Reply<Surface::Admitted> S3Api::judge(const HttpHead& head, const Aim& aim) const {
  if (aim.operation.operation == Operation::kPreflight) return Admitted{.body_bytes_max = kNeedlessBodyBytesMax};
  if (is_unsigned_form(head, aim.operation.operation))
    return Admitted{.body_bytes_max = limits::kObjectBytesMax + limits::kObjectEnvelopeBytesMax,
                    .sender_is_stranger = true};
  MIEN_TRY(const S3Caller caller, check_caller(head, aim));
  Admitted admitted{.sender_is_proven = caller.means == S3Caller::Means::kHeader};
  switch (body_of(aim.operation.operation)) {
    case BodyKind::kNone:
    case BodyKind::kForm:
      admitted.body_bytes_max = kNeedlessBodyBytesMax;
      break;
    case BodyKind::kXml:
      admitted.body_bytes_max = s3_encoded_bytes_max(caller, limits::kXmlBodyBytesMax);
      break;
    case BodyKind::kObject: {
      const std::size_t bytes_max = body_bytes_max(aim);
      if (s3_body_bytes(caller, head).value_or(0) > bytes_max) return s3::refuse(kEntityTooLarge);
      admitted.body_bytes_max = s3_encoded_bytes_max(caller, bytes_max);
      break;
    }
  }
  return admitted;
}

std::expected<Surface::Admitted, Surface::Served> S3Api::admit(const HttpHead& head,
                                                               std::string_view request_id) const {
  const S3Reply<Aim> aim = aim_of(head);
  auto admitted = aim ? judge(head, *aim) : std::unexpected(aim.error());
  if (admitted) return *std::move(admitted);
  return std::unexpected(finish(head, aim, std::unexpected(std::move(admitted).error()), request_id));
}

Reply S3Api::answer_signed(const HttpRequest& request, const Aim& aim) const {
  const HttpHead& head = request.head;
  MIEN_TRY(S3Caller caller, check_caller(head, aim));
  const Operation operation = aim.operation.operation;
  if (operation == Operation::kUnimplemented)
    return s3::refuse(kNotImplemented, std::string(aim.operation.name) + " is not implemented by this server.");
  if (operation == Operation::kUnknown || operation == Operation::kPostObject) return s3::refuse(kMethodNotAllowed);
  const bool says_length = head.header("content-length") || head.header("transfer-encoding");
  if (body_of(operation) == BodyKind::kObject && !says_length) return s3::refuse(kMissingContentLength);
  auto body = read_s3_body(caller, head, request.body);
  if (!body) return s3::refuse(std::move(body).error());
  return run(operation, {.use = use_,
                         .settings = settings_,
                         .head = head,
                         .target = aim.target,
                         .caller = caller.principal,
                         .body = body->bytes(),
                         .trailers = std::move(body->trailers)});
}

Reply S3Api::answer(const HttpRequest& request, const Aim& aim) const {
  if (aim.operation.operation == Operation::kPreflight)
    return answer_preflight(request.head, *use_.rules.of(aim.target.bucket));
  if (is_unsigned_form(request.head, aim.operation.operation))
    return post_object({use_, settings_, ports_.keys, ports_.clock, request, aim.target});
  return answer_signed(request, aim);
}

Surface::Served S3Api::handle(const HttpRequest& request, std::string_view request_id) const {
  const S3Reply<Aim> aim = aim_of(request.head);
  Reply reply = aim ? answer(request, *aim) : std::unexpected(aim.error());
  return finish(request.head, aim, std::move(reply), request_id);
}

Surface::Served S3Api::refuse(const HttpHead& head, int status, std::string_view /*reason*/,
                              std::string_view request_id) const {
  return finish(head, aim_of(head), std::unexpected(refusal_of(status)), request_id);
}

Surface::Served S3Api::finish(const HttpHead& head, const S3Reply<Aim>& aim, Reply reply,
                              std::string_view request_id) const {
  Served served{.operation = aim ? aim->operation.name : "unknown", .outcome = "ok", .response = {}};
  if (reply) {
    served.response = *std::move(reply);
    add_request_id(served.response, request_id);
  } else {
    served.outcome = reply.error().kind.code;
    served.response = to_response(reply.error(), head.method, head.path(), request_id);
    served.log_detail = std::move(reply.error().log_detail);
  }
  const bool answers_preflight = aim && aim->operation.operation == Operation::kPreflight;
  if (aim && !answers_preflight) add_cors_headers(head, *use_.rules.of(aim->target.bucket), served.response);
  return served;
}

}  // namespace mien::api::s3
