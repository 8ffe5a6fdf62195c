#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "api/auth/sigv4.h"
#include "api/dynamodb/dynamodb_api.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/memory_store.h"

namespace mien::api::dynamodb {

/// A key ring of one key, whose role a test chooses.
class OneKey final : public KeyRing {
 public:
  std::optional<AccessKey> find(std::string_view access_key_id) const override {
    if (access_key_id != kId) return std::nullopt;
    return AccessKey{Secret("secret"), role};
  }
  static constexpr std::string_view kId = "AKIDEXAMPLE";
  Role role = Role::kAdmin;
};

/// The whole API over a store in memory.
class World {
 public:
  HttpRequest unsigned_request(std::string_view operation, std::string_view body) const {
    HttpRequest request;
    request.head.method = "POST";
    request.head.target = "/";
    request.head.headers = {{"Host", "localhost:8080"},
                            {"X-Amz-Target", "DynamoDB_20120810." + std::string(operation)},
                            {"Content-Type", "application/x-amz-json-1.0"}};
    request.body = body;
    return request;
  }
  void sign(HttpRequest& request, std::string_view service = "dynamodb") const {
    sigv4::sign(
        request, OneKey::kId, Secret("secret"),
        {.region = "us-east-1", .service = service, .at = std::chrono::floor<std::chrono::seconds>(clock.now())});
  }
  HttpRequest request(std::string_view operation, std::string_view body) const {
    HttpRequest request = unsigned_request(operation, body);
    sign(request);
    return request;
  }
  HttpResponse send(const HttpRequest& request) const { return api.handle(request, ids.random().text()).response; }
  HttpResponse post(std::string_view operation, std::string_view body) const { return send(request(operation, body)); }
  /// The body of the answer.
  std::string call(std::string_view operation, std::string_view body) const { return post(operation, body).body; }

  fakes::MemoryStore store;
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  OneKey keys;
  app::AuditSources sources{clock, ids};
  app::CreateTable create_table{store.tables(), sources};
  app::DescribeTable describe_table{store.tables()};
  app::ListTables list_tables{store.tables()};
  app::UpdateTable update_table{store.tables()};
  app::DeleteTable delete_table{store.tables(), sources};
  app::GetTableItem get_item{store.tables()};
  app::EditTableItems edit_items{store.tables()};
  app::ReadTableItems read_items{store.tables()};
  DynamoDbApi api{
      {create_table, describe_table, list_tables, update_table, delete_table, get_item, edit_items, read_items},
      Account{},
      {keys, clock}};
};

}  // namespace mien::api::dynamodb
