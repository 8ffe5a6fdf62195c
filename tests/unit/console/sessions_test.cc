#include "app/console/sessions.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/code_of.h"
#include "unit/console/world.h"

namespace mien::app {
namespace {

using namespace std::chrono_literals;
using Kind = Session::Kind;

class ConsoleSessions : public ::testing::Test {
 protected:
  std::string opened(const std::string& key = "KEY", Kind kind = Kind::kConsole) {
    const auto done = world_.sessions.open("ann", key, kind);
    EXPECT_TRUE(done) << done.error().message;
    return done->token;
  }
  bool is_open(const std::string& token) {
    const auto found = world_.sessions.find(token);
    return found && !found->locked;
  }
  std::size_t stored() {
    std::size_t count = 0;
    EXPECT_TRUE(world_.store.sessions().for_each([&](const Session&) { ++count; }));
    return count;
  }

  ConsoleWorld world_;
};

TEST_F(ConsoleSessions, AreFoundByTheirTokenAndByNothingElse) {
  const std::string token = opened();
  const auto found = world_.sessions.find(token);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->name, "ann");
  EXPECT_EQ(found->access_key_id, "KEY");
  EXPECT_EQ(found->expires, world_.clock.now() + limits::kSessionLifetime);
  for (const std::string& other : {std::string(), token + "x", token.substr(1)})
    EXPECT_FALSE(world_.sessions.find(other)) << other;
}

TEST_F(ConsoleSessions, LockWithoutTheirOperatorAndOpenAgain) {
  const std::string token = opened();
  world_.clock.advance(15min - 1ms);
  EXPECT_TRUE(is_open(token));
  world_.clock.advance(1ms);
  ASSERT_TRUE(world_.sessions.find(token));
  EXPECT_FALSE(is_open(token));
  world_.sessions.note_presence(token);
  EXPECT_FALSE(is_open(token)) << "what a locked page asks for does not open it";
  ASSERT_TRUE(world_.sessions.unlock(token));
  EXPECT_TRUE(is_open(token));
}

TEST_F(ConsoleSessions, StayOpenWhileTheirOperatorIsThere) {
  const std::string token = opened();
  for (int i = 0; i < 10; ++i) {
    world_.clock.advance(10min);
    world_.sessions.note_presence(token);
  }
  EXPECT_TRUE(is_open(token));
}

TEST_F(ConsoleSessions, LockWhenTheyAreTold) {
  const std::string token = opened();
  ASSERT_TRUE(world_.sessions.lock(token));
  world_.sessions.note_presence(token);
  EXPECT_FALSE(is_open(token));
  EXPECT_EQ(code_of(world_.sessions.lock("another")), ErrorCode::kNotFound);
}

TEST_F(ConsoleSessions, OfAKioskDoNotLockAndLastLonger) {
  const std::string token = opened("KEY", Kind::kKiosk);
  world_.clock.advance(29 * 24h);
  EXPECT_TRUE(is_open(token));
  world_.clock.advance(24h);
  EXPECT_FALSE(world_.sessions.find(token));
}

TEST_F(ConsoleSessions, EndAfterTheirTimeHoweverBusy) {
  const std::string token = opened();
  for (int i = 0; i < 72; ++i) {
    world_.clock.advance(10min);
    world_.sessions.note_presence(token);
  }
  EXPECT_FALSE(world_.sessions.find(token));
  EXPECT_EQ(code_of(world_.sessions.unlock(token)), ErrorCode::kNotFound);
}

TEST_F(ConsoleSessions, OutliveTheProcessAsTheyWere) {
  const std::string open = opened();
  const std::string locked = opened("LOCKED");
  ASSERT_TRUE(world_.sessions.lock(locked));
  world_.clock.advance(10min);
  world_.sessions.note_presence(open);
  Sessions next(
      {world_.store.sessions(), world_.maker, world_.ids, world_.clock, [](std::string_view) { return true; }}, 15min);
  ASSERT_TRUE(next.load());
  ASSERT_TRUE(next.find(open));
  EXPECT_FALSE(next.find(open)->locked);
  EXPECT_EQ(next.find(open)->seen, world_.clock.now());
  EXPECT_TRUE(next.find(locked)->locked);
  world_.clock.advance(13h);
  Sessions late(
      {world_.store.sessions(), world_.maker, world_.ids, world_.clock, [](std::string_view) { return true; }}, 15min);
  ASSERT_TRUE(late.load());
  EXPECT_EQ(stored(), 0U) << "what has expired is forgotten";
}

TEST_F(ConsoleSessions, EndForGood) {
  const std::string token = opened();
  EXPECT_TRUE(*world_.sessions.end(token));
  EXPECT_FALSE(*world_.sessions.end(token));
  EXPECT_FALSE(world_.sessions.find(token));
  EXPECT_EQ(stored(), 0U);
}

TEST_F(ConsoleSessions, AllOfAKeyEndButOne) {
  const std::string kept = opened();
  const std::string other = opened();
  const std::string anothers = opened("OTHER");
  ASSERT_TRUE(world_.sessions.end_all_of("KEY", kept));
  EXPECT_TRUE(is_open(kept));
  EXPECT_FALSE(world_.sessions.find(other));
  EXPECT_TRUE(is_open(anothers));
}

TEST_F(ConsoleSessions, OfAKeyAreSoManyAndTheOldestMakesRoom) {
  const std::string first = opened();
  for (std::size_t i = 1; i < limits::kSessionsPerKeyMax; ++i) {
    world_.clock.advance(1s);
    opened();
  }
  EXPECT_TRUE(is_open(first));
  world_.clock.advance(1s);
  const std::string last = opened();
  EXPECT_FALSE(world_.sessions.find(first));
  EXPECT_TRUE(is_open(last));
}

TEST_F(ConsoleSessions, AreSoManyAtMostAndExpiredOnesMakeRoom) {
  for (std::size_t i = 0; i < limits::kSessionsMax; ++i) opened("KEY" + std::to_string(i));
  EXPECT_EQ(code_of(world_.sessions.open("one", "MORE", Kind::kConsole)), ErrorCode::kQuotaExceeded);
  world_.clock.advance(13h);
  opened("MORE");
  EXPECT_EQ(stored(), 1U);
}

TEST_F(ConsoleSessions, MakeRoomWhenTheirKeyIsGone) {
  for (std::size_t i = 0; i < limits::kSessionsMax; ++i) opened("KEY" + std::to_string(i));
  EXPECT_EQ(code_of(world_.sessions.open("late", "LATE", Kind::kConsole)), ErrorCode::kQuotaExceeded);
  world_.gone_keys = {"KEY3", "KEY4"};
  EXPECT_TRUE(world_.sessions.open("late", "LATE", Kind::kConsole));
  EXPECT_EQ(stored(), limits::kSessionsMax - 1);
}

TEST_F(ConsoleSessions, OfKiosksAreSoManyAndLeaveRoomForOperators) {
  for (std::size_t i = 0; i < limits::kKiosksMax; ++i) opened("KIOSK" + std::to_string(i), Kind::kKiosk);
  EXPECT_EQ(code_of(world_.sessions.open("kiosk", "LATE", Kind::kKiosk)), ErrorCode::kQuotaExceeded);
  EXPECT_TRUE(world_.sessions.open("ann", "ANN", Kind::kConsole));
  world_.gone_keys = {"KIOSK7"};
  EXPECT_TRUE(world_.sessions.open("kiosk", "LATE", Kind::kKiosk));
}

TEST_F(ConsoleSessions, AreNotOpenedThatTheStoreDoesNotKeep) {
  const std::string token = opened();
  world_.store.set_down(true);
  EXPECT_EQ(code_of(world_.sessions.open("ann", "KEY", Kind::kConsole)), ErrorCode::kUnavailable);
  EXPECT_EQ(code_of(world_.sessions.lock(token)), ErrorCode::kUnavailable);
  EXPECT_TRUE(is_open(token));
  world_.clock.advance(2min);
  world_.sessions.note_presence(token);
  EXPECT_TRUE(is_open(token)) << "a note that is not kept locks nobody out";
}

TEST_F(ConsoleSessions, ServeManyThreads) {
  const std::string token = opened();
  std::vector<std::jthread> threads;
  threads.reserve(4);
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      for (int round = 0; round < 200; ++round) {
        world_.clock.advance(100ms);
        world_.sessions.note_presence(token);
        EXPECT_TRUE(world_.sessions.find(token));
        if (i == 0) {
          EXPECT_TRUE(world_.sessions.lock(token));
        }
        if (i == 1) {
          EXPECT_TRUE(world_.sessions.unlock(token));
        }
        if (i == 2) {
          EXPECT_TRUE(world_.sessions.open("bo", "BO", Kind::kConsole));
        }
      }
    });
}

}  // namespace
}  // namespace mien::app
