#include "app/functions/invoke_function.h"

#include <gtest/gtest.h>

#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_functions.h"

namespace mien::app {
namespace {

class InvokeFunctionTest : public ::testing::Test {
 protected:
  InvocationOutcome run(std::uint32_t attempts = 0) {
    Task task;
    task.what = {.id = {{{7}}},
                 .kind = TaskKind::kFunction,
                 .target = "door",
                 .once_key = "k",
                 .bucket = {},
                 .key = {},
                 .payload_json = R"({"a":1})",
                 .created = created_};
    task.attempts = attempts;
    return invoke_.run(task, patience_).value();
  }
  void answer(ErrorCode code) {
    runner_.answer = [code](const auto&) { return fail(code, "why"); };
  }

  fakes::FakeRunner runner_;
  fakes::FakeClock clock_;
  Timestamp created_ = clock_.now();
  Patience patience_;
  InvokeFunction invoke_{runner_, clock_};
};

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
  for (std::uint32_t attempts = 0; attempts < limits::kFunctionRetries; ++attempts) {
    const auto outcome = run(attempts);
    EXPECT_EQ(outcome.state, TaskState::kWaiting);
    EXPECT_EQ(outcome.due, clock_.now() + limits::kFunctionRetryPause * (attempts + 1));
    EXPECT_TRUE(outcome.counts_as_attempt);
    EXPECT_EQ(outcome.outcome, "function_error");
    EXPECT_EQ(outcome.reason, "The handler failed: ValueError");
  }
  const auto last = run(limits::kFunctionRetries);
  EXPECT_EQ(last.state, TaskState::kFailed);
  EXPECT_EQ(last.reason.find("Ada"), std::string::npos);
}

TEST_F(InvokeFunctionTest, TellsATimeoutFromAnError) {
  runner_.answer = [](const auto&) {
    return FunctionOutcome{.payload_json = "{}",
                           .failure = FunctionOutcome::Failure{std::string(kFunctionTimedOut), ""}};
  };
  EXPECT_EQ(run().outcome, "timeout");
}

TEST_F(InvokeFunctionTest, WaitsForAHandlerThatCannotBeReached) {
  for (const ErrorCode code : {ErrorCode::kOverloaded, ErrorCode::kUnavailable}) {
    answer(code);
    const auto outcome = run(limits::kFunctionRetries);
    EXPECT_EQ(outcome.state, TaskState::kWaiting);
    EXPECT_FALSE(outcome.counts_as_attempt);
    EXPECT_GT(outcome.due, clock_.now());
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

TEST_F(InvokeFunctionTest, DecidesNothingWhenTheServerEnds) {
  std::stop_source ending;
  ending.request_stop();
  answer(ErrorCode::kAbandoned);
  Task task;
  task.what.target = "door";
  const auto outcome = invoke_.run(task, Patience(ending.get_token(), Patience::TimePoint::max()));
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().code, ErrorCode::kAbandoned);
}

}  // namespace
}  // namespace mien::app
