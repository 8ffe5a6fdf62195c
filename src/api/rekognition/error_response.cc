#include "api/rekognition/error_response.h"

#include <string>

#include "api/http/retry_after.h"
#include "api/json/writer.h"

namespace mien::api::rekognition {

WireError to_wire_error(int status) {
  if (status == 413) return {status, "RequestEntityTooLargeException", false};
  if (status == 503) return to_wire(ErrorCode::kOverloaded);
  if (status < 500) return {status, kSerialization.aws_name, false};
  return {status, "InternalServerError", true};
}

/// SDKs look for the name in "__type" or the header, older tools in "Code", and for either spelling of the message.
HttpResponse error_response(const WireError& error, std::string_view message, std::string_view request_id) {
  JsonWriter json;
  json.begin_object().member("__type", error.aws_name).member("Code", error.aws_name);
  json.member("Message", message).member("message", message).member("Logref", request_id).end_object();
  HttpResponse response{.status = error.http_status,
                        .headers = {{"x-amzn-RequestId", std::string(request_id)},
                                    {"Content-Type", "application/x-amz-json-1.1"},
                                    {"x-amzn-ErrorType", std::string(error.aws_name)}},
                        .body = json.take()};
  if (error.retryable)  // AWS's SDKs have their own patience; this is for those without one.
    response.headers.push_back(retry_after());
  return response;
}

}  // namespace mien::api::rekognition
