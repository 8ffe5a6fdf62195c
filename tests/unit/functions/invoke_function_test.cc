#include "app/functions/invoke_function.h"

#include <gtest/gtest.h>

#include <utility>

#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_functions.h"

namespace mien::app {
namespace {

class InvokeFunctionTest : public ::testing::Test {
 protected:
  Attempt run(const std::string& function = "door") {
    Task task;
    task.what = {.id = {{{7}}},
                 .kind = TaskKind::kFunction,
                 .target = function,
                 .once_key = "k",
                 .payload = R"({"a":1})",
                 .created = created_};
    return invoke_.attempt(task, {});
  }
  void answer(ErrorCode code) {
    runner_.answer = [code](const auto&) { return fail(code, "why"); };
  }

  fakes::FakeRunner runner_;
  fakes::FakeClock clock_;
  Timestamp created_ = clock_.now();
  InvokeFunction invoke_{runner_, clock_};
};

TEST_F(InvokeFunctionTest, HoldsOneEventAtATimeOutToAFunctionThatTakesNone) {
  answer(ErrorCode::kUnavailable);
  EXPECT_EQ(run().outcome, "unavailable");
  Attempt beside;
  Attempt other;
  bool is_within = false;
  runner_.answer = [&](const auto&) -> Result<FunctionOutcome> {
    if (std::exchange(is_within, true)) return FunctionOutcome{.payload_json = "{}"};
    beside = run();
    other = run("gate");
    return FunctionOutcome{.payload_json = "{}"};
  };
  EXPECT_EQ(run().outcome, "ok");
  EXPECT_EQ(beside.state, TaskState::kWaiting) << "while the one was held out";
  EXPECT_EQ(beside.outcome, "unavailable");
  EXPECT_FALSE(beside.counts);
  EXPECT_EQ(other.outcome, "ok") << "another function";
  EXPECT_EQ(run().outcome, "ok");
}

TEST_F(InvokeFunctionTest, IsDoneWithAnAnswer) {
  const auto outcome = run();
  EXPECT_EQ(outcome.state, TaskState::kDone);
  EXPECT_EQ(outcome.outcome, "ok");
  EXPECT_EQ(runner_.seen, std::vector<std::string>{R"(door {"a":1})"});
  EXPECT_EQ(runner_.request_ids, std::vector<std::string>{"07000000-0000-0000-0000-000000000000"});
}

TEST_F(InvokeFunctionTest, TriesAFailingHandlerTwiceMore) {
  runner_.answer = [](const auto&) {
    return FunctionOutcome{.payload_json = "{}", .failure = FunctionOutcome::Failure{"ValueError", "Ada"}};
  };
  const auto outcome = run();
  EXPECT_EQ(outcome.state, TaskState::kWaiting);
  EXPECT_TRUE(outcome.counts);
  EXPECT_EQ(outcome.outcome, "function_error");
  EXPECT_EQ(outcome.reason, "The handler failed: ValueError") << "and not whom it was about";
  EXPECT_EQ(kFunctionRetryPolicy.attempts_max, 3U);
  EXPECT_EQ(kFunctionRetryPolicy.delay_after(1), std::chrono::minutes(1));
  EXPECT_EQ(kFunctionRetryPolicy.delay_after(2), std::chrono::minutes(2));
}

TEST_F(InvokeFunctionTest, TellsATimeoutFromAnError) {
  runner_.answer = [](const auto&) {
    return FunctionOutcome{.payload_json = "{}",
                           .failure = FunctionOutcome::Failure{std::string(kFunctionTimedOut), ""}};
  };
  EXPECT_EQ(run().outcome, "timeout");
}

TEST_F(InvokeFunctionTest, WaitsForAHandlerThatCannotBeReached) {
  for (const ErrorCode code : {ErrorCode::kOverloaded, ErrorCode::kUnavailable, ErrorCode::kAbandoned}) {
    answer(code);
    const auto outcome = run();
    EXPECT_EQ(outcome.state, TaskState::kWaiting);
    EXPECT_FALSE(outcome.counts);
  }
  clock_.advance(limits::kFunctionEventAgeMax - std::chrono::milliseconds(1));
  EXPECT_EQ(run().state, TaskState::kWaiting);
  clock_.advance(std::chrono::milliseconds(1));
  EXPECT_EQ(run().state, TaskState::kFailed);
  EXPECT_EQ(run().outcome, "unavailable");
}

TEST_F(InvokeFunctionTest, GivesUpWhatCanNeverRun) {
  for (const auto& [code, name] :
       std::vector<std::pair<ErrorCode, std::string>>{{ErrorCode::kNotFound, "not_found"},
                                                      {ErrorCode::kAccessDenied, "not_allowed"},
                                                      {ErrorCode::kInvalidArgument, "not_runnable"}}) {
    answer(code);
    const auto outcome = run();
    EXPECT_EQ(outcome.state, TaskState::kFailed);
    EXPECT_EQ(outcome.outcome, name);
    EXPECT_EQ(outcome.reason, "why");
  }
}

}  // namespace
}  // namespace mien::app
