#include "api/s3/s3_api.h"

#include <string>
#include <utility>

#include "api/auth/sigv4.h"

namespace mien::api::s3 {
namespace {

struct S3Error {
  int http_status;
  std::string_view code;
  std::string_view message;
};

/// Holds no text of the caller's, so nothing needs to be escaped.
HttpResponse error_response(const S3Error& error, std::string_view request_id) {
  std::string body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>";
  body.append(error.code).append("</Code><Message>").append(error.message).append("</Message><RequestId>");
  body.append(request_id).append("</RequestId></Error>");
  return {.status = error.http_status,
          .headers = {{"x-amz-request-id", std::string(request_id)}, {"Content-Type", "application/xml"}},
          .body = std::move(body)};
}

constexpr S3Error error_of(int status) {
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

Surface::Served refused(const S3Error& error, std::string_view request_id) {
  return {"s3", error.code, error_response(error, request_id)};
}

}  // namespace

bool S3Api::is_signed(const HttpHead& head) {
  const std::string_view authorization = head.header("authorization").value_or("");
  if (authorization.starts_with(sigv4::kAlgorithm) || authorization.starts_with("AWS ")) return true;
  return head.query().find("Signature=") != std::string_view::npos;  // Of version 4 and of version 2.
}

bool S3Api::owns(const HttpHead& head) const { return head.path() != "/" || is_signed(head) || head.method != "POST"; }

std::expected<Surface::Admitted, Surface::Served> S3Api::admit(const HttpHead& head,
                                                               std::string_view request_id) const {
  return std::unexpected(handle({head, {}}, request_id));
}

Surface::Served S3Api::handle(const HttpRequest& request, std::string_view request_id) const {
  return refused(is_signed(request.head) ? S3Error{501, "NotImplemented", "This server does not implement S3."}
                                         : S3Error{403, "AccessDenied", "Access Denied"},
                 request_id);
}

Surface::Served S3Api::refuse(const HttpHead& /*head*/, int status, std::string_view /*reason*/,
                              std::string_view request_id) const {
  return refused(error_of(status), request_id);
}

}  // namespace mien::api::s3
