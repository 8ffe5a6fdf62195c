#include "api/unknown_target.h"

#include "api/rekognition/error_response.h"

namespace mien::api {
namespace {

constexpr std::string_view kOperation = "unknown_target";

Surface::Served unknown(std::string_view request_id) {
  return {
      kOperation, rekognition::kUnknownOperation.aws_name,
      rekognition::error_response(rekognition::kUnknownOperation, "The service has no such operation.", request_id)};
}

}  // namespace

bool UnknownTarget::owns(const HttpHead& head) const { return head.method == "POST" && head.path() == "/"; }

/// Whatever the body is, the answer is the same.
std::expected<Surface::Admitted, Surface::Served> UnknownTarget::admit(const HttpHead& /*head*/,
                                                                       std::string_view request_id) const {
  return std::unexpected(unknown(request_id));
}

Surface::Served UnknownTarget::handle(const HttpRequest& /*request*/, std::string_view request_id) const {
  return unknown(request_id);
}

Surface::Served UnknownTarget::refuse(const HttpHead& /*head*/, int status, std::string_view reason,
                                      std::string_view request_id) const {
  const rekognition::WireError error = rekognition::to_wire_error(status);
  return {kOperation, error.aws_name, rekognition::error_response(error, reason, request_id)};
}

}  // namespace mien::api
