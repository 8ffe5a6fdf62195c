#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/auth/sigv4.h"
#include "api/setup/lambda_api.h"
#include "api/setup/query_api.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_functions.h"
#include "fakes/fake_ids.h"
#include "fakes/memory_objects.h"
#include "fakes/memory_store.h"
#include "fakes/memory_tasks.h"

namespace mien::api::setup {

/// Two keys: the root's, and one of a role that may set nothing up.
class TwoKeys final : public KeyRing {
 public:
  std::optional<AccessKey> find(std::string_view id) const override {
    if (id == "AKIDEXAMPLE") return AccessKey{Secret("secret"), Role::kAdmin};
    if (id == "AKIDENROLLER") return AccessKey{Secret("secret"), Role::kEnroller};
    return std::nullopt;
  }
};

/// The set-up calls over fakes.
class World {
 public:
  HttpRequest form_request(std::string_view service, std::string_view body,
                           std::string_view key = "AKIDEXAMPLE") const {
    HttpRequest request{.head = {.method = "POST",
                                 .target = "/",
                                 .headers = {{"Host", "localhost:8080"},
                                             {"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}},
                                 .remote_address = {}},
                        .body = std::string(body)};
    sign(request, service, key);
    return request;
  }
  HttpRequest lambda_request(std::string_view method, std::string_view target, std::string_view body = {},
                             std::vector<HttpHeader> headers = {}, std::string_view key = "AKIDEXAMPLE") const {
    headers.insert(headers.begin(), {"Host", "localhost:8080"});
    HttpRequest request{.head = {.method = std::string(method),
                                 .target = std::string(target),
                                 .headers = std::move(headers),
                                 .remote_address = {}},
                        .body = std::string(body)};
    sign(request, "lambda", key);
    return request;
  }
  void sign(HttpRequest& request, std::string_view service, std::string_view key) const {
    sigv4::sign(
        request, key, Secret("secret"),
        {.region = "us-east-1", .service = service, .at = std::chrono::floor<std::chrono::seconds>(clock.now())});
  }
  HttpResponse form(std::string_view service, std::string_view body) {
    return query.handle(form_request(service, body), "request-1").response;
  }
  HttpResponse iam(std::string_view action_and_fields) {
    return form("iam", "Action=" + std::string(action_and_fields) + "&Version=2010-05-08");
  }
  HttpResponse call(std::string_view method, std::string_view path, std::string_view body = {},
                    std::vector<HttpHeader> headers = {}) {
    return lambda
        .handle(lambda_request(method, "/2015-03-31/functions" + std::string(path), body, std::move(headers)),
                "request-1")
        .response;
  }
  /// A role, and a function of that role.
  void create(std::string_view function) {
    iam("CreateRole&RoleName=door&AssumeRolePolicyDocument=%7B%22Statement%22%3A%5B%5D%7D");
    call("POST", "", function_json(function));
  }
  static std::string function_json(std::string_view function, std::string_view more = {}) {
    return R"({"FunctionName":")" + std::string(function) +
           R"(","Runtime":"python3.11","Handler":"app.handler","Role":"arn:aws:iam::123456789012:role/door","Code":)"
           R"({"ZipFile":"UEsFBg=="})" +
           std::string(more) + "}";
  }

  std::vector<Task> events() const { return tasks.list({.kind = TaskKind::kFunction}, {}).value().items; }

  fakes::MemoryStore store;
  fakes::MemoryObjects objects;
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  fakes::FakeArchive archive;
  fakes::RecordedChanges changes;
  fakes::FakeRunner runner;
  fakes::MemoryTasks tasks;
  int woken = 0;
  TwoKeys keys;
  app::FunctionSetup setup{{store.functions(), store.roles(), objects, archive, clock, ids, changes}};
  app::InvokeFunctionLater later{tasks, clock, [this] { ++woken; }};
  QueryApi query{{store.roles(), clock, ids}, Account{}, {keys, clock}};
  LambdaApi lambda{{store.functions(), setup, runner, later, ids}, Account{}, {keys, clock}};
};

}  // namespace mien::api::setup
