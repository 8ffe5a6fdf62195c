#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/setup/lambda_api.h"
#include "api/setup/query_api.h"
#include "app/audit_sources.h"
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
  std::optional<AccessKey> find(std::string_view id) const override;
};

/// The set-up calls over the fakes of a world, which they borrow.
struct SurfacesOver {
  SurfacesOver(fakes::MemoryStore& its_store, fakes::MemoryObjects& its_objects, app::AuditSources its_sources,
               const KeyRing& its_keys)
      : store_used(its_store), objects_used(its_objects), sources(its_sources), keys_used(its_keys) {}

  fakes::MemoryStore& store_used;
  fakes::MemoryObjects& objects_used;
  app::AuditSources sources;
  const KeyRing& keys_used;
  fakes::FakeArchive archive;
  fakes::RecordedChanges changes;
  fakes::FakeRunner runner;
  fakes::MemoryTasks tasks;
  int woken = 0;
  app::FunctionSetup setup{
      {store_used.functions(), store_used.roles(), objects_used, archive, sources.clock, sources.ids, changes}};
  app::InvokeFunctionLater later{tasks, sources.clock, [this] { ++woken; }};
  QueryApi query{{store_used.roles(), sources.clock, sources.ids}, Account{}, {keys_used, sources.clock}};
  LambdaApi lambda{{store_used.functions(), setup, runner, later, sources.ids}, Account{}, {keys_used, sources.clock}};
};

struct Fakes {
  fakes::MemoryStore store;
  fakes::MemoryObjects objects;
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  TwoKeys keys;
};

/// The same with fakes of its own.
class World : public Fakes, public SurfacesOver {
 public:
  World();
  ~World();

  HttpRequest form_request(std::string_view service, std::string_view body, std::string_view key = "AKIDEXAMPLE") const;
  HttpRequest lambda_request(std::string_view method, std::string_view target, std::string_view body = {},
                             std::vector<HttpHeader> headers = {}, std::string_view key = "AKIDEXAMPLE") const;
  void sign(HttpRequest& request, std::string_view service, std::string_view key) const;
  HttpResponse form(std::string_view service, std::string_view body);
  HttpResponse iam(std::string_view action_and_fields);
  HttpResponse call(std::string_view method, std::string_view path, std::string_view body = {},
                    std::vector<HttpHeader> headers = {});
  /// A role, and a function of that role.
  void create(std::string_view function);
  static std::string function_json(std::string_view function, std::string_view more = {});

  std::vector<Task> events() const;
};

}  // namespace mien::api::setup
