#include "unit/s3/world.h"

#include <chrono>
#include <cstddef>
#include <semaphore>
#include <span>
#include <utility>

#include "api/auth/crypto.h"
#include "api/auth/sigv4.h"
#include "core/ascii.h"

namespace mien::api::s3 {

World::World() = default;

World::~World() = default;

HttpRequest World::unsigned_request(std::string method, std::string target, std::string body, const Headers& headers,
                                    std::string_view host) const {
  HttpRequest request;
  request.head.method = std::move(method);
  request.head.target = std::move(target);
  request.head.remote_address = "192.0.2.1";
  request.head.headers = {{"Host", std::string(host)}, {"Content-Length", std::to_string(body.size())}};
  request.head.headers.insert(request.head.headers.end(), headers.begin(), headers.end());
  request.body = std::move(body);
  return request;
}

HttpRequest World::request(std::string method, std::string target, std::string body, const Headers& headers,
                           std::string_view host) const {
  HttpRequest out = unsigned_request(std::move(method), std::move(target), std::move(body), headers, host);
  sign(out);
  return out;
}

void World::sign(HttpRequest& request) const {
  request.head.headers.push_back({"x-amz-content-sha256", hex(std::span<const std::byte>(sha256(request.body)))});
  sigv4::sign(request, rekognition::World::kAccessKeyId, Secret("secret"),
              {.region = "us-east-1",
               .service = "s3",
               .at = std::chrono::floor<std::chrono::seconds>(base.clock.now()),
               .path_rule = sigv4::PathRule::kAsSent});
}

HttpResponse World::send(const HttpRequest& request) const {
  const auto admitted = api.admit(request.head, kRequestId);
  if (!admitted) return admitted.error().response;
  return api.handle(request, kRequestId).response;
}

HttpResponse World::call(std::string method, std::string target, std::string body, const Headers& headers,
                         std::string_view host) const {
  return send(request(std::move(method), std::move(target), std::move(body), headers, host));
}

void World::make_bucket(std::string_view name) const { ASSERT_EQ(call("PUT", "/" + std::string(name)).status, 200); }

std::string body_of(const HttpResponse& response) {
  if (!response.stream) return response.body;
  std::counting_semaphore<> woken(0);
  response.stream->start([&] { woken.release(); });
  std::string all;
  for (;;) {
    std::string bit;
    const auto state = response.stream->take(bit, 50'000);
    all += bit;
    if (state == BodyStream::State::kEnded) return all;
    if (bit.empty()) woken.acquire();
  }
}

std::string text_of(std::string_view xml, std::string_view element) {
  const std::string open = "<" + std::string(element) + ">", close = "</" + std::string(element) + ">";
  const auto begin = xml.find(open);
  if (begin == std::string_view::npos) return {};
  const auto end = xml.find(close, begin);
  return std::string(xml.substr(begin + open.size(), end - begin - open.size()));
}

std::vector<std::string> texts_of(std::string_view xml, std::string_view element) {
  std::vector<std::string> out;
  const std::string close = "</" + std::string(element) + ">";
  for (auto at = xml.find("<" + std::string(element) + ">"); at != std::string_view::npos;
       at = xml.find("<" + std::string(element) + ">")) {
    xml.remove_prefix(at);
    out.push_back(text_of(xml, element));
    xml.remove_prefix(xml.find(close) + close.size());
  }
  return out;
}

void expect_error(const HttpResponse& response, int status, std::string_view code) {
  EXPECT_EQ(response.status, status) << response.body;
  EXPECT_EQ(text_of(response.body, "Code"), code) << response.body;
  EXPECT_EQ(header_of(response, "Content-Type"), "application/xml");
  EXPECT_FALSE(header_of(response, "x-amz-request-id").empty());
}

}  // namespace mien::api::s3
