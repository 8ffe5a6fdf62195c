#include "app/turns.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stop_token>
#include <thread>

#include "support/code_of.h"

namespace mien::app {
namespace {

using namespace std::chrono_literals;

/// Of somebody who asks, but does not wait.
Patience until_now() { return {std::stop_token{}, std::chrono::steady_clock::now()}; }

/// Until as many wait as may: then nobody else may.
void wait_until_full(Turns& turns) {
  while (code_of(turns.take(until_now())) != ErrorCode::kOverloaded) std::this_thread::sleep_for(1ms);
}

TEST(Turns, LetsSoManyWorkAtOnce) {
  Turns turns({.at_once = 2, .waiting_max = 0});
  auto first = turns.take({});
  const auto second = turns.take({});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(code_of(turns.take({})), ErrorCode::kOverloaded);
  first->reset();
  EXPECT_TRUE(turns.take({}));
}

TEST(Turns, HandsEachTurnToWhoeverWaitsLongest) {
  Turns turns({.at_once = 1, .waiting_max = 1});
  auto turn = turns.take({});
  ASSERT_TRUE(turn);
  bool has_worked = false;
  std::jthread other([&] {
    const auto its_turn = turns.take({});
    ASSERT_TRUE(its_turn);
    has_worked = true;
  });
  wait_until_full(turns);
  turn->reset();
  EXPECT_TRUE(turns.take({}));
  EXPECT_TRUE(has_worked) << "who came later took the turn first";
}

TEST(Turns, EndsTheWaitWhereNobodyWantsTheAnswerAnyMore) {
  Turns turns({.at_once = 1, .waiting_max = 1});
  const auto turn = turns.take({});
  ASSERT_TRUE(turn);
  EXPECT_EQ(code_of(turns.take(until_now())), ErrorCode::kDeadlineExceeded);

  std::stop_source gone;
  std::jthread other([&] {
    EXPECT_EQ(code_of(turns.take({gone.get_token(), std::chrono::steady_clock::time_point::max()})),
              ErrorCode::kAbandoned);
  });
  wait_until_full(turns);
  gone.request_stop();
  other.join();
  EXPECT_EQ(code_of(turns.take(until_now())), ErrorCode::kDeadlineExceeded) << "the place in the line is free";
}

}  // namespace
}  // namespace mien::app
