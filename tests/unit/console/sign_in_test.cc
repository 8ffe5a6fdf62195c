#include "app/console/sign_in.h"

#include <gtest/gtest.h>

#include <chrono>

#include "support/code_of.h"
#include "unit/console/world.h"

namespace mien::app {
namespace {

using namespace std::chrono_literals;

class ConsoleSignIn : public ::testing::Test {
 protected:
  std::vector<AuditEvent> events() { return world_.store.audit().list({}, {})->items; }
  ConsoleWorld world_;
};

TEST_F(ConsoleSignIn, TakesAnOperatorsNameAndPassword) {
  const std::string key = world_.operator_with_password("ann", "correct horse");
  const auto done = world_.sign_in("ann", "correct horse");
  ASSERT_TRUE(done) << done.error().message;
  EXPECT_EQ(done->session.name, "ann");
  EXPECT_EQ(done->session.access_key_id, key);
  EXPECT_TRUE(world_.sessions.find(done->token));
  EXPECT_EQ(events().front().action, "sign_in");
  EXPECT_EQ(events().front().actor, key);
}

TEST_F(ConsoleSignIn, TakesAnAccessKeyAndItsSecret) {
  const auto done = world_.sign_in("ROOT", "root secret");
  ASSERT_TRUE(done);
  EXPECT_EQ(done->session.name, "ROOT");
  EXPECT_EQ(done->session.access_key_id, "ROOT");
}

TEST_F(ConsoleSignIn, SaysTheSameOfAWrongNameAndAWrongPassword) {
  world_.operator_with_password("ann", "correct horse");
  ASSERT_TRUE(world_.create.run({.name = "invited", .role = Role::kAdmin, .actor = "ROOT"}));
  const auto wrong = world_.sign_in("ann", "wrong horse");
  const auto nobody = world_.sign_in("nobody", "wrong horse");
  const auto invited = world_.sign_in("invited", "");
  for (const auto* done : {&wrong, &nobody, &invited}) {
    EXPECT_EQ(code_of(*done), ErrorCode::kAccessDenied);
    EXPECT_EQ(done->error().message, wrong.error().message);
  }
}

TEST_F(ConsoleSignIn, SlowsDownWhoGuessesOneName) {
  world_.operator_with_password("ann", "correct horse");
  const auto guess = [&](int i, const std::string& name) {
    return code_of(world_.sign_in(name, "wrong", "192.0.2." + std::to_string(i)));
  };
  for (std::uint32_t i = 0; i < limits::kSignInFailuresPerName; ++i)
    EXPECT_EQ(guess(static_cast<int>(i), "ann"), ErrorCode::kAccessDenied);
  EXPECT_EQ(guess(100, "ann"), ErrorCode::kOverloaded);
  EXPECT_EQ(code_of(world_.sign_in("ann", "correct horse")), ErrorCode::kOverloaded);
  EXPECT_EQ(guess(100, "bo"), ErrorCode::kAccessDenied) << "others are not concerned";
  // Its owner gets in after one pause, however long others guess.
  world_.clock.advance(limits::kSignInFailurePause);
  EXPECT_TRUE(world_.sign_in("ann", "correct horse"));
  EXPECT_EQ(guess(101, "ann"), ErrorCode::kAccessDenied);
  EXPECT_EQ(guess(102, "ann"), ErrorCode::kOverloaded);
}

TEST_F(ConsoleSignIn, SlowsDownWhoGuessesFromOneAddress) {
  for (std::uint32_t i = 0; i < limits::kSignInFailuresPerAddress; ++i)
    EXPECT_EQ(code_of(world_.sign_in("name" + std::to_string(i), "wrong")), ErrorCode::kAccessDenied);
  EXPECT_EQ(code_of(world_.sign_in("another", "wrong")), ErrorCode::kOverloaded);
  EXPECT_EQ(code_of(world_.sign_in("another", "wrong", "192.0.2.2")), ErrorCode::kAccessDenied);
  world_.clock.advance(limits::kSignInFailurePause * limits::kSignInFailuresPerAddress);
  EXPECT_EQ(code_of(world_.sign_in("another", "wrong")), ErrorCode::kAccessDenied);
}

TEST_F(ConsoleSignIn, RemembersSoManyFailuresAtMost) {
  for (std::size_t i = 0; i < limits::kSignInFailuresKept + 10; ++i)
    (void)world_.throttle.take("name" + std::to_string(i), "address" + std::to_string(i));
  for (std::uint32_t i = 0; i < limits::kSignInFailuresPerName; ++i)
    (void)world_.throttle.take("ann", "address" + std::to_string(i));
  EXPECT_EQ(code_of(world_.throttle.take("ann", "another")), ErrorCode::kOverloaded);
}

TEST_F(ConsoleSignIn, ChecksNoMorePasswordsAtOnceThanItMay) {
  world_.operator_with_password("ann", "correct horse");
  const auto turn = world_.turns.take({});
  ASSERT_TRUE(turn);
  const Patience short_patience({}, std::chrono::steady_clock::now());
  const auto done = world_.sign_in_use.run(
      {.name = "ann", .password = "correct horse", .address = "192.0.2.1", .patience = short_patience});
  EXPECT_EQ(code_of(done), ErrorCode::kDeadlineExceeded);
}

TEST_F(ConsoleSignIn, CountsGuessesBeforeTheyAreJudged) {
  for (std::uint32_t i = 0; i < limits::kSignInFailuresPerName; ++i)
    ASSERT_TRUE(world_.throttle.take("ann", "192.0.2.1")) << "many at once are as many";
  EXPECT_EQ(code_of(world_.throttle.take("ann", "192.0.2.1")), ErrorCode::kOverloaded);
  world_.throttle.give_back("ann", "192.0.2.1");
  EXPECT_TRUE(world_.throttle.take("ann", "192.0.2.1"));
}

TEST_F(ConsoleSignIn, CountsAnIpv6NetworkAsOneAddress) {
  for (std::uint32_t i = 0; i < limits::kSignInFailuresPerAddress; ++i)
    (void)world_.throttle.take("name" + std::to_string(i), "2001:db8::" + std::to_string(i));
  EXPECT_EQ(code_of(world_.throttle.take("ann", "2001:db8::ffff")), ErrorCode::kOverloaded);
  EXPECT_TRUE(world_.throttle.take("ann", "2001:db8:0:1::1"));
}

TEST_F(ConsoleSignIn, OfAStrangerKeepNobodyOutWhoHasASession) {
  world_.operator_with_password("ann", "correct horse");
  for (std::uint32_t i = 0; i < limits::kSignInFailuresPerName; ++i) (void)world_.sign_in("ann", "wrong");
  EXPECT_EQ(code_of(world_.sign_in("ann", "correct horse", "192.0.2.9")), ErrorCode::kOverloaded);
  EXPECT_TRUE(world_.check.run({.name = "ann", .password = "correct horse", .counted_as = "session 1"}));
}

TEST_F(ConsoleSignIn, AKioskLastsNoLongerThanTheKeyOfWhoeverMadeIt) {
  world_.operator_with_password("ann", "correct horse", Role::kVerifier);
  const auto ann = world_.sign_in("ann", "correct horse");
  ASSERT_TRUE(ann);
  const Timestamp end = world_.clock.now() + std::chrono::hours(1);
  ASSERT_TRUE(world_.become_kiosk.run(ann->session, ann->token, end));
  EXPECT_EQ(world_.store.keys().list({})->items.back().expires, end);
}

TEST_F(ConsoleSignIn, LeavesNoKeyOfAKioskThatCannotBeOpened) {
  world_.operator_with_password("ann", "correct horse", Role::kVerifier);
  const auto ann = world_.sign_in("ann", "correct horse");
  ASSERT_TRUE(ann);
  for (std::size_t i = 0; i < limits::kKiosksMax; ++i)
    ASSERT_TRUE(world_.sessions.open("kiosk", "K" + std::to_string(i), Session::Kind::kKiosk));
  EXPECT_EQ(code_of(world_.become_kiosk.run(ann->session, ann->token, {})), ErrorCode::kQuotaExceeded);
  EXPECT_EQ(world_.store.keys().list({})->items.size(), 1U);
  EXPECT_TRUE(world_.sessions.find(ann->token));
}

TEST_F(ConsoleSignIn, AKioskMayVerifyOnlyAndItsKeyGoesWithIt) {
  world_.operator_with_password("ann", "correct horse", Role::kAdmin);
  const auto ann = world_.sign_in("ann", "correct horse");
  ASSERT_TRUE(ann);
  const auto kiosk = world_.become_kiosk.run(ann->session, ann->token, {});
  ASSERT_TRUE(kiosk) << kiosk.error().message;
  EXPECT_FALSE(world_.sessions.find(ann->token)) << "the operator's session has ended";
  EXPECT_EQ(kiosk->session.kind, Session::Kind::kKiosk);
  const auto keys = world_.store.keys().list({});
  EXPECT_EQ(keys->items.back().access_key_id, kiosk->session.access_key_id);
  EXPECT_EQ(keys->items.back().role, Role::kVerifier);
  EXPECT_EQ(keys->items.back().expires, world_.clock.now() + limits::kKioskLifetime);
  EXPECT_EQ(code_of(world_.become_kiosk.run(kiosk->session, kiosk->token, {})), ErrorCode::kInvalidArgument);
  ASSERT_TRUE(world_.sign_out.run(kiosk->session, kiosk->token));
  EXPECT_EQ(world_.store.keys().list({})->items.size(), 1U);
  EXPECT_FALSE(world_.active.secrets().contains(kiosk->session.access_key_id));
}

}  // namespace
}  // namespace mien::app
