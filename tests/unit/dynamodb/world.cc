#include "unit/dynamodb/world.h"

#include <chrono>

#include "api/auth/sigv4.h"

namespace mien::api::dynamodb {

std::optional<AccessKey> OneKey::find(std::string_view access_key_id) const {
  if (access_key_id != kId) return std::nullopt;
  return AccessKey{Secret("secret"), role};
}

World::World() : SurfaceOver(store, {clock, ids}, keys) {}

World::~World() = default;

HttpRequest World::unsigned_request(std::string_view operation, std::string_view body) const {
  HttpRequest request;
  request.head.method = "POST";
  request.head.target = "/";
  request.head.headers = {{"Host", "localhost:8080"},
                          {"X-Amz-Target", "DynamoDB_20120810." + std::string(operation)},
                          {"Content-Type", "application/x-amz-json-1.0"}};
  request.body = body;
  return request;
}

void World::sign(HttpRequest& request, std::string_view service) const {
  sigv4::sign(request, OneKey::kId, Secret("secret"),
              {.region = "us-east-1", .service = service, .at = std::chrono::floor<std::chrono::seconds>(clock.now())});
}

HttpRequest World::request(std::string_view operation, std::string_view body) const {
  HttpRequest request = unsigned_request(operation, body);
  sign(request);
  return request;
}

HttpResponse World::send(const HttpRequest& request) const { return api.handle(request, ids.random().text()).response; }

HttpResponse World::post(std::string_view operation, std::string_view body) const {
  return send(request(operation, body));
}

}  // namespace mien::api::dynamodb
