#include "unit/setup/world.h"

#include <chrono>
#include <utility>

#include "api/auth/sigv4.h"

namespace mien::api::setup {

std::optional<AccessKey> TwoKeys::find(std::string_view id) const {
  if (id == "AKIDEXAMPLE") return AccessKey{Secret("secret"), Role::kAdmin};
  if (id == "AKIDENROLLER") return AccessKey{Secret("secret"), Role::kEnroller};
  return std::nullopt;
}

World::World() : SurfacesOver(store, objects, {clock, ids}, keys) {}

World::~World() = default;

HttpRequest World::form_request(std::string_view service, std::string_view body, std::string_view key) const {
  HttpRequest request{.head = {.method = "POST",
                               .target = "/",
                               .headers = {{"Host", "localhost:8080"},
                                           {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                               .remote_address = {}},
                      .body = std::string(body)};
  sign(request, service, key);
  return request;
}

HttpRequest World::lambda_request(std::string_view method, std::string_view target, std::string_view body,
                                  std::vector<HttpHeader> headers, std::string_view key) const {
  headers.insert(headers.begin(), {"Host", "localhost:8080"});
  HttpRequest request{.head = {.method = std::string(method),
                               .target = std::string(target),
                               .headers = std::move(headers),
                               .remote_address = {}},
                      .body = std::string(body)};
  sign(request, "lambda", key);
  return request;
}

void World::sign(HttpRequest& request, std::string_view service, std::string_view key) const {
  sigv4::sign(request, key, Secret("secret"),
              {.region = "us-east-1", .service = service, .at = std::chrono::floor<std::chrono::seconds>(clock.now())});
}

HttpResponse World::form(std::string_view service, std::string_view body) {
  return query.handle(form_request(service, body), "request-1").response;
}

HttpResponse World::iam(std::string_view action_and_fields) {
  return form("iam", "Action=" + std::string(action_and_fields) + "&Version=2010-05-08");
}

HttpResponse World::call(std::string_view method, std::string_view path, std::string_view body,
                         std::vector<HttpHeader> headers) {
  return lambda
      .handle(lambda_request(method, "/2015-03-31/functions" + std::string(path), body, std::move(headers)),
              "request-1")
      .response;
}

void World::create(std::string_view function) {
  iam("CreateRole&RoleName=door&AssumeRolePolicyDocument=%7B%22Statement%22%3A%5B%5D%7D");
  call("POST", "", function_json(function));
}

std::string World::function_json(std::string_view function, std::string_view more) {
  return R"({"FunctionName":")" + std::string(function) +
         R"(","Runtime":"python3.11","Handler":"app.handler","Role":"arn:aws:iam::123456789012:role/door","Code":)"
         R"({"ZipFile":"UEsFBg=="})" +
         std::string(more) + "}";
}

std::vector<Task> World::events() const { return tasks.list({.kind = TaskKind::kFunction}, {}).value().items; }

}  // namespace mien::api::setup
