#include "app/keys.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_ids.h"
#include "fakes/fake_keys.h"
#include "fakes/memory_store.h"
#include "support/code_of.h"

namespace mien::app {
namespace {

using namespace std::chrono_literals;

class AccessKeys : public ::testing::Test {
 protected:
  std::vector<AuditEvent> events() const { return store_.audit().list({}, {})->items; }
  std::string made(Role role = Role::kVerifier) const {
    const auto made = create_.run({.role = role, .actor = "root"});
    EXPECT_TRUE(made) << made.error().message;
    return made->info.access_key_id;
  }

  mutable fakes::MemoryStore store_;
  fakes::FakeClock clock_;
  fakes::FakeIds ids_;
  fakes::FakeSealer sealer_;
  fakes::FakeKeyMaker maker_;
  fakes::FakeActiveKeys active_;
  std::mutex changes_;
  KeyPorts ports_{store_.keys(), sealer_, maker_, active_, changes_};
  CreateKey create_{ports_, {clock_, ids_}};
  RevokeKey revoke_{ports_, "root", {clock_, ids_}};
  ListKeys list_{store_.keys()};
};

TEST_F(AccessKeys, AreMadeOnceForTheEyesAndSealedForTheStore) {
  const auto made = create_.run({.role = Role::kEnroller, .name = "Cổng số 1", .lifetime = 60s, .actor = "root"});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->info.access_key_id, "AKID1");
  EXPECT_EQ(made->secret, "secret-1");
  EXPECT_EQ(made->info.role, Role::kEnroller);
  EXPECT_EQ(made->info.created_by, "root");
  EXPECT_EQ(made->info.created, clock_.now());
  EXPECT_EQ(made->info.expires, clock_.now() + 60s);
  EXPECT_EQ(active_.secrets(), (std::map<std::string, std::string>{{"AKID1", "secret-1"}}));
  ASSERT_TRUE(store_.keys().for_each([&](const SealedKey& key) -> Result<void> {
    EXPECT_EQ(key.sealed_secret, sealer_.seal("secret-1", "access key AKID1 enroller"));
    return {};
  }));
  const auto listed = list_.run({});
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->items.size(), 1U);
  EXPECT_EQ(listed->items.front().name, "Cổng số 1");
  ASSERT_EQ(events().size(), 1U);
  EXPECT_EQ(events().front().action, "create_key");
  EXPECT_EQ(events().front().actor, "root");
  EXPECT_EQ(events().front().subject, "AKID1");
}

TEST_F(AccessKeys, AreTakenBackAtOnceAndForGood) {
  const std::string id = made();
  ASSERT_TRUE(revoke_.run(id, "root"));
  EXPECT_TRUE(active_.secrets().empty());
  EXPECT_TRUE(list_.run({})->items.empty());
  EXPECT_EQ(events().front().action, "revoke_key");
  EXPECT_EQ(events().front().subject, id);
  EXPECT_EQ(code_of(revoke_.run(id, "root")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(revoke_.run("nobody", "root")), ErrorCode::kNotFound);
}

TEST_F(AccessKeys, CannotLockTheirOwnerOut) {
  const std::string admin = made(Role::kAdmin);
  EXPECT_EQ(code_of(revoke_.run(admin, admin)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code_of(revoke_.run("root", admin)), ErrorCode::kInvalidArgument);
  EXPECT_EQ(active_.secrets().size(), 1U);
}

TEST_F(AccessKeys, HaveNamesAndLifetimesWithinTheirLimits) {
  const auto refused = [&](CreateKey::Request request) { return code_of(create_.run(request)); };
  EXPECT_EQ(refused({.name = std::string(limits::kAccessKeyNameBytesMax + 1, 'a')}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused({.name = "a\nb"}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused({.name = "\xFF"}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused({.lifetime = 0s}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(refused({.lifetime = limits::kAccessKeyLifetimeMax + 1s}), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(list_.run({})->items.empty());
  EXPECT_TRUE(create_.run({.name = std::string(limits::kAccessKeyNameBytesMax, 'a'), .lifetime = 1s}));
  EXPECT_TRUE(create_.run({.lifetime = limits::kAccessKeyLifetimeMax}));
}

TEST_F(AccessKeys, AreAtMostAThousand) {
  for (std::size_t i = 0; i < limits::kAccessKeysMax; ++i) made();
  EXPECT_EQ(code_of(create_.run({})), ErrorCode::kQuotaExceeded);
  EXPECT_EQ(active_.secrets().size(), limits::kAccessKeysMax);
  ASSERT_TRUE(revoke_.run("AKID1", "root"));
  EXPECT_TRUE(create_.run({}));
}

TEST_F(AccessKeys, OpenNothingThatTheStoreDoesNotHold) {
  const std::string id = made();
  store_.set_down(true);
  EXPECT_EQ(code_of(create_.run({})), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(revoke_.run(id, "root")), ErrorCode::kUnavailable);
  EXPECT_EQ(active_.secrets().size(), 1U) << "neither made nor taken back";
}

TEST_F(AccessKeys, AreTakenIntoMemoryAtStart) {
  made();
  made(Role::kAdmin);
  fakes::FakeActiveKeys started;
  EXPECT_EQ(activate_keys(store_.keys(), sealer_, started).value(), 2U);
  EXPECT_EQ(started.secrets(), active_.secrets());
  const auto refused = activate_keys(store_.keys(), fakes::FakeSealer("another key"), started);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kIncompatible);
  EXPECT_NE(refused.error().message.find("MIEN_SEALING_KEY"), std::string::npos) << refused.error().message;
}

TEST_F(AccessKeys, OfOneRoleAreNoKeysOfAnother) {
  SealedKey key{{.access_key_id = "AKID", .role = Role::kAdmin}, sealer_.seal("x", "access key AKID verifier")};
  ASSERT_TRUE(store_.keys().add(key, 10, AuditEvent{}));
  EXPECT_EQ(code_of(activate_keys(store_.keys(), sealer_, active_)), ErrorCode::kIncompatible);
}

}  // namespace
}  // namespace mien::app
