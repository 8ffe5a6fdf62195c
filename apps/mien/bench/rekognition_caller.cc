#include "bench/rekognition_caller.h"

#include <chrono>
#include <utility>

#include "api/auth/sigv4.h"
#include "api/json/writer.h"
#include "core/base64.h"

namespace mien::cli {
namespace {

std::string host_of(const LoadTarget& target) { return target.host + ":" + std::to_string(target.port); }

}  // namespace

std::string RekognitionCaller::url(std::string_view path) const {
  return "http://" + host_of(target_) + std::string(path);
}

HttpRequest RekognitionCaller::signed_request(std::string_view operation, std::string_view body) const {
  HttpRequest request;
  request.head.method = "POST";
  request.head.target = "/";
  request.head.headers = {{"Host", host_of(target_)},
                          {"Content-Type", "application/x-amz-json-1.1"},
                          {"X-Amz-Target", "RekognitionService." + std::string(operation)}};
  request.body = body;
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  api::sigv4::sign(request, access_key_id_, secret_, {.region = "us-east-1", .service = "rekognition", .at = now});
  return request;
}

std::string RekognitionCaller::wire(std::string_view operation, std::string_view body) const {
  const HttpRequest request = signed_request(operation, body);
  std::string out = "POST / HTTP/1.1\r\n";
  for (const HttpHeader& header : request.head.headers)
    out.append(header.name).append(": ").append(header.value).append("\r\n");
  out.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
  return out.append(body);
}

Result<HttpResponse> RekognitionCaller::call(std::string_view operation, std::string_view body) {
  HttpRequest request = signed_request(operation, body);
  return client_.send(
      {.method = "POST", .url = url("/"), .headers = std::move(request.head.headers), .body = request.body});
}

Result<std::string> RekognitionCaller::metrics() {
  const std::string pair = access_key_id_ + ":" + std::string(secret_.reveal());
  const std::string basic = "Basic " + encode_base64(std::as_bytes(std::span(pair)));
  MIEN_TRY(HttpResponse answer, client_.send({.url = url("/metrics"), .headers = {{"Authorization", basic}}}));
  if (answer.status != 200)
    return fail(ErrorCode::kUnavailable, "/metrics answers with status " + std::to_string(answer.status) + ".");
  return std::move(answer.body);
}

std::string image_request(std::string_view collection, std::span<const std::byte> picture,
                          std::string_view external_image) {
  api::JsonWriter json;
  json.begin_object().member("CollectionId", collection).key("Image").begin_object();
  json.member("Bytes", encode_base64(picture)).end_object();
  if (!external_image.empty()) json.member("ExternalImageId", external_image);
  return json.end_object().take();
}

}  // namespace mien::cli
