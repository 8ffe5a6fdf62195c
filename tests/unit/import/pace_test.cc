#include "import/pace.h"

#include <gtest/gtest.h>

#include <thread>

#include "unit/import/fake_import.h"

namespace mien::importing {
namespace {

using std::chrono::seconds;

TEST(BackOff, DoublesUpToItsLimit) {
  EXPECT_EQ(back_off(0, std::nullopt, 1.0), kBackOffFirst);
  EXPECT_EQ(back_off(1, std::nullopt, 1.0), 2 * kBackOffFirst);
  EXPECT_EQ(back_off(0, std::nullopt, 0.0), kBackOffFirst / 2);
  EXPECT_EQ(back_off(1000, std::nullopt, 1.0), kBackOffMax);
}

TEST(BackOff, WaitsAtLeastAsLongAsTheServerAsks) {
  EXPECT_GE(back_off(0, seconds(7), 0.0), seconds(7));
  EXPECT_LE(back_off(0, seconds(7), 0.99), seconds(8));
  EXPECT_LE(back_off(0, seconds(100'000), 0.99), kRetryAfterMax + kBackOffFirst);
  EXPECT_GE(back_off(10, seconds(1), 0.0), kBackOffMax / 2);
}

TEST(Answers, AreRepeatedWhereThatMayHelp) {
  for (const int status : {0, 408, 429, 502, 503, 504}) EXPECT_TRUE(is_worth_repeating({.status = status})) << status;
  for (const int status : {200, 201, 400, 401, 404, 413, 415, 422, 500})
    EXPECT_FALSE(is_worth_repeating({.status = status})) << status;
  EXPECT_TRUE(is_worth_repeating({.status = 409, .code = "idempotency_in_flight"}));
  EXPECT_TRUE(is_worth_repeating({.status = 409, .code = "changed_meanwhile"}));
  EXPECT_FALSE(is_worth_repeating({.status = 409, .code = "duplicate_person"}));
}

TEST(GateTest, HalvesWhenItIsTooMuchAndComesBackOneByOne) {
  Gate gate(8, 1000);
  EXPECT_EQ(gate.allowed(), 8U);
  gate.enter(1);
  gate.leave(1, Gate::Outcome::kTooMuch);
  EXPECT_EQ(gate.allowed(), 4U);
  for (int i = 0; i < 5; ++i) {
    gate.enter(1);
    gate.leave(1, Gate::Outcome::kTooMuch);
  }
  EXPECT_EQ(gate.allowed(), 1U);
  for (int i = 0; i < 100; ++i) {
    gate.enter(1);
    gate.leave(1, Gate::Outcome::kGood);
  }
  EXPECT_EQ(gate.allowed(), 8U);
}

TEST(GateTest, LetsOneThatIsLargerThanEverythingGoAlone) {
  Gate gate(8, 1000);
  gate.enter(5000);
  gate.leave(5000, Gate::Outcome::kGood);
}

TEST(GateTest, NeverLetsMoreInThanAllowed) {
  Gate gate(3, 100);
  std::atomic<int> inside{0};
  std::atomic<int> most{0};
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) {
          gate.enter(50);
          const int now = ++inside;
          int before = most.load();
          while (before < now && !most.compare_exchange_weak(before, now)) {
          }
          --inside;
          gate.leave(50, Gate::Outcome::kGood);
        }
      });
  }
  EXPECT_LE(most.load(), 2);  // Two of 50 bytes are 100.
}

class CourierTest : public testing::Test {
 protected:
  std::optional<Answer> send(std::vector<Answer> answers) {
    return courier_.send(1, [&, answers = std::move(answers), i = std::size_t{0}]() mutable {
      ++asked_;
      return answers[std::min(i++, answers.size() - 1)];
    });
  }
  FakeTimer timer_;
  Gate gate_{4, 1000};
  Stop stop_;
  Courier courier_{timer_, gate_, stop_, seconds(60)};
  int asked_ = 0;
};

TEST_F(CourierTest, RepeatsUntilThereIsAnAnswer) {
  const auto answer =
      send({{.status = 429, .retry_after = seconds(2)}, {.status = 0}, {.status = 503}, {.status = 201}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 201);
  EXPECT_EQ(asked_, 4);
  EXPECT_GE(timer_.slept(), seconds(2));
  EXPECT_FALSE(stop_.is_raised());
}

TEST_F(CourierTest, AsksFewerTimesAtOnceWhenItIsTooMuch) {
  ASSERT_TRUE(send({{.status = 503}, {.status = 200}}));
  EXPECT_EQ(gate_.allowed(), 2U);
}

TEST_F(CourierTest, GivesUpWhenNobodyAnswersForTooLong) {
  EXPECT_FALSE(send({{.status = 0, .reason = "Connection refused."}}));
  EXPECT_EQ(stop_.why(), Stop::Why::kUnreachable);
  EXPECT_NE(stop_.text().find("Connection refused."), std::string::npos);
  EXPECT_GE(timer_.slept(), seconds(55));
  EXPECT_LE(timer_.slept(), seconds(75));
  const int before = asked_;
  EXPECT_FALSE(send({{.status = 200}}));  // Nothing is sent afterwards.
  EXPECT_EQ(asked_, before);
}

TEST_F(CourierTest, WaitsNoLongerThanItsPatienceWhateverTheServerAsks) {
  EXPECT_FALSE(send({{.status = 429, .retry_after = seconds(100'000)}}));
  EXPECT_EQ(stop_.why(), Stop::Why::kUnreachable);
  EXPECT_EQ(timer_.slept(), seconds(60));
  EXPECT_EQ(asked_, 2);  // The second time at the end of the patience.
}

TEST_F(CourierTest, IsPatientWhileOthersAreAnswered) {
  int failures = 0;
  timer_.on_sleep = [&] { EXPECT_TRUE(send({{.status = 200}})); };
  const auto answer = courier_.send(1, [&]() -> Answer {
    if (++failures > 100) return {.status = 201};
    return {.status = 429, .retry_after = seconds(5)};
  });
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 201);
  EXPECT_GE(timer_.slept(), seconds(500));
}

TEST_F(CourierTest, TriesAFailingServerAFewTimesOnly) {
  const auto answer = send({{.status = 500, .code = "internal"}});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 500);
  EXPECT_EQ(asked_, kFailuresMax);
}

TEST_F(CourierTest, EndsItsWaitingWhenStopped) {
  timer_.on_sleep = [&] { stop_.raise(Stop::Why::kInterrupted, "enough"); };
  EXPECT_FALSE(send({{.status = 503}}));
  EXPECT_EQ(asked_, 1);
  EXPECT_EQ(stop_.why(), Stop::Why::kInterrupted);
}

TEST(StopTest, KeepsTheFirstReason) {
  Stop stop;
  stop.raise(Stop::Why::kRefused, "first");
  stop.raise(Stop::Why::kInterrupted, "second");
  EXPECT_EQ(stop.why(), Stop::Why::kRefused);
  EXPECT_EQ(stop.text(), "first");
}

}  // namespace
}  // namespace mien::importing
