#include "api/auth/stored_key_ring.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "fakes/fake_clock.h"

namespace mien::api {
namespace {

using namespace std::chrono_literals;

class StoredKeys : public ::testing::Test {
 protected:
  fakes::FakeClock clock_;
  StoredKeyRing ring_{{"ROOT", Secret("root secret")}, clock_};
};

TEST_F(StoredKeys, AreFoundWithTheirRoleUntilTheyAreRemoved) {
  ring_.add({.access_key_id = "AKID", .role = Role::kVerifier}, "secret");
  const auto key = ring_.find("AKID");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->secret.reveal(), "secret");
  EXPECT_EQ(key->role, Role::kVerifier);
  EXPECT_FALSE(ring_.find("AKI"));
  EXPECT_FALSE(ring_.find(""));
  ring_.remove("AKID");
  ring_.remove("AKID");
  EXPECT_FALSE(ring_.find("AKID"));
}

TEST_F(StoredKeys, LeaveTheRootKeyAsItIs) {
  ring_.add({.access_key_id = "ROOT", .role = Role::kVerifier}, "another secret");
  const auto root = ring_.find("ROOT");
  ASSERT_TRUE(root);
  EXPECT_EQ(root->secret.reveal(), "root secret");
  EXPECT_EQ(root->role, Role::kAdmin);
  ring_.remove("ROOT");
  EXPECT_TRUE(ring_.find("ROOT"));
}

TEST_F(StoredKeys, OpenNothingFromTheMomentTheyExpire) {
  ring_.add({.access_key_id = "AKID", .role = Role::kAdmin, .expires = clock_.now() + 10s}, "secret");
  clock_.advance(9999ms);
  EXPECT_TRUE(ring_.find("AKID"));
  clock_.advance(1ms);
  EXPECT_FALSE(ring_.find("AKID"));
}

TEST_F(StoredKeys, AreReplacedByOnesOfTheSameId) {
  ring_.add({.access_key_id = "AKID", .role = Role::kAdmin}, "old");
  ring_.add({.access_key_id = "AKID", .role = Role::kAuditor}, "new");
  EXPECT_EQ(ring_.find("AKID")->secret.reveal(), "new");
  EXPECT_EQ(ring_.find("AKID")->role, Role::kAuditor);
}

TEST_F(StoredKeys, MayChangeWhileOthersAsk) {
  std::atomic<bool> done = false;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 2; ++i)
    readers.emplace_back([&] {
      while (!done)
        if (const auto key = ring_.find("AKID")) {
          EXPECT_EQ(key->secret.reveal(), "a secret of some length, on the heap");
        }
    });
  for (int i = 0; i < 1000; ++i) {
    ring_.add({.access_key_id = "AKID", .role = Role::kVerifier}, "a secret of some length, on the heap");
    ring_.remove("AKID");
  }
  done = true;
}

}  // namespace
}  // namespace mien::api
