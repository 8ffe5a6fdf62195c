#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "app/console/kiosk.h"
#include "app/console/operators.h"
#include "app/console/sessions.h"
#include "app/console/sign_in.h"
#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_keys.h"
#include "fakes/memory_operators.h"
#include "fakes/memory_store.h"

namespace mien::app {

/// Whatever signing in needs, over the fakes of a world, which it borrows. The access key "ROOT" has the secret "root
/// secret" for those who sign in.
struct ConsoleUse {
  ConsoleUse(fakes::MemoryStore& its_store, KeyPorts its_key_ports, AuditSources its_sources)
      : store_used(its_store), key_ports(its_key_ports), sources(its_sources) {}
  ConsoleUse(const ConsoleUse&) = delete;
  ConsoleUse& operator=(const ConsoleUse&) = delete;

  std::string operator_with_password(const std::string& name, const std::string& password,
                                     Role role = Role::kEnroller) {
    const auto made = create.run({.name = name, .role = role, .password_hash = "hash of " + password, .actor = "ROOT"});
    EXPECT_TRUE(made) << made.error().message;
    return made->access_key_id;
  }
  Result<Sessions::Opened> sign_in(const std::string& name, const std::string& password,
                                   const std::string& address = "192.0.2.1") {
    return sign_in_use.run({.name = name, .password = password, .address = address});
  }

  fakes::MemoryStore& store_used;
  KeyPorts key_ports;
  AuditSources sources;
  fakes::FakePasswordHasher hasher;
  std::set<std::string, std::less<>> gone_keys;  ///< That open nothing any more.
  Sessions sessions{{store_used.sessions(), key_ports.maker, sources.ids, sources.clock,
                     [this](std::string_view id) { return !gone_keys.contains(id); }},
                    std::chrono::minutes(15)};
  Turns known_turns{{.at_once = 1, .waiting_max = 1}};
  OperatorPorts ports{key_ports,  store_used.operators(), store_used.sign_in_links(), hasher, known_turns, sessions,
                      sources.ids};
  SignInThrottle throttle{sources.clock};
  Turns turns{{.at_once = 1, .waiting_max = 1}};
  PasswordCheck check{
      {store_used.operators(), hasher, throttle, turns,
       [](std::string_view id, std::string_view secret) { return id == "ROOT" && secret == "root secret"; }}};
  SignIn sign_in_use{check, sessions, store_used.audit(), sources};
  CreateOperator create{ports, sources};
  ListOperators list{store_used.operators()};
  RemoveOperator remove{ports, sources};
  IssueSignInLink issue{ports, sources};
  RedeemSignInLink redeem{ports, sources};
  ChangePassword change_password{ports, sources};
  CreateKey create_key{key_ports, sources};
  RevokeKey revoke_key{key_ports, "ROOT", sources};
  BecomeKiosk become_kiosk{create_key, revoke_key, sessions, sources.clock};
  SignOut sign_out{revoke_key, sessions};
};

struct ConsoleFakes {
  fakes::MemoryStore store;
  fakes::FakeClock clock;
  fakes::FakeIds ids;
  fakes::FakeSealer sealer;
  fakes::FakeKeyMaker maker;
  fakes::FakeActiveKeys active;
  std::mutex changes;
};

/// The same with fakes of its own.
struct ConsoleWorld : ConsoleFakes, ConsoleUse {
  ConsoleWorld()
      : ConsoleUse(ConsoleFakes::store, {ConsoleFakes::store.keys(), sealer, maker, active, changes}, {clock, ids}) {}
};

}  // namespace mien::app
