#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/dynamodb/dynamodb_api.h"
#include "app/audit_sources.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/memory_store.h"

namespace mien::api::dynamodb {

/// A key ring of one key, whose role a test chooses.
class OneKey final : public KeyRing {
 public:
  std::optional<AccessKey> find(std::string_view access_key_id) const override;
  static constexpr std::string_view kId = "AKIDEXAMPLE";
  Role role = Role::kAdmin;
};

/// The whole API over the fakes of a world, which it borrows.
struct SurfaceOver {
  SurfaceOver(fakes::MemoryStore& its_store, app::AuditSources its_sources, const KeyRing& its_keys)
      : store_used(its_store), sources(its_sources), keys_used(its_keys) {}

  fakes::MemoryStore& store_used;
  app::AuditSources sources;
  const KeyRing& keys_used;
  app::CreateTable create_table{store_used.tables(), sources};
  app::DescribeTable describe_table{store_used.tables()};
  app::ListTables list_tables{store_used.tables()};
  app::UpdateTable update_table{store_used.tables()};
  app::DeleteTable delete_table{store_used.tables(), sources};
  app::GetTableItem get_item{store_used.tables()};
  app::EditTableItems edit_items{store_used.tables()};
  app::ReadTableItems read_items{store_used.tables()};
  app::Turns turns{{.at_once = 1}};
  DynamoDbApi api{
      {create_table, describe_table, list_tables, update_table, delete_table, get_item, edit_items, read_items},
      Account{},
      {keys_used, sources.clock, turns}};
};

struct Fakes {
  fakes::MemoryStore store;
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  OneKey keys;
};

/// The same with fakes of its own.
class World : public Fakes, public SurfaceOver {
 public:
  World();
  ~World();

  HttpRequest unsigned_request(std::string_view operation, std::string_view body) const;
  void sign(HttpRequest& request, std::string_view service = "dynamodb") const;
  HttpRequest request(std::string_view operation, std::string_view body) const;
  HttpResponse send(const HttpRequest& request) const;
  HttpResponse post(std::string_view operation, std::string_view body) const;
  /// The body of the answer.
  std::string call(std::string_view operation, std::string_view body) const { return post(operation, body).body; }
};

}  // namespace mien::api::dynamodb
