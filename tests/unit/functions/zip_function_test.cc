#include "app/functions/zip_function.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "core/limits.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_functions.h"
#include "fakes/fake_processes.h"
#include "fakes/memory_objects.h"
#include "fakes/recording_log.h"

namespace mien::app {
namespace {

using fakes::FakeEndpoints;
using fakes::FakeKeys;
using fakes::FakeSupervisor;
using fakes::Stage;

class ZipFunctionTest : public ::testing::Test {
 protected:
  void SetUp() override { make({}); }
  void make(const FunctionSettings& changed) {
    FunctionSettings settings = changed;
    if (settings.runtime.empty()) settings.runtime = "python3.11";
    settings.handler = "app.handler";
    settings.timeout_s = 5;
    const ObjectKey object{{{7}}};
    static_cast<void>(objects_.put(object, std::as_bytes(std::span("PK", 2))));
    function_.emplace(Function{.name = FunctionName::parse("door").value(),
                               .settings = settings,
                               .code = {.object = object},
                               .revision = {{1}}},
                      ZipFunction::Surroundings{.python = "/opt/python3",
                                                .region = "eu-west-1",
                                                .endpoint_url = "http://127.0.0.1:8080",
                                                .folder = "/data/functions"},
                      ZipFunction::Ports{objects_, archive_, endpoints_, supervisor_, keys_, clock_, log_});
  }
  Result<FunctionOutcome> invoke() {
    return function_->invoke({.function = "door", .request_id = "a", .event_json = "{}"});
  }
  /// What the process that was started last is said to have done.
  void end(std::string_view how) { stage_.listeners.back().ended(how); }
  static FunctionOutcome failed(std::string_view type) {
    return {.payload_json = "{}", .failure = FunctionOutcome::Failure{std::string(type), "Ada"}};
  }

  Stage stage_;
  fakes::MemoryObjects objects_;
  fakes::FakeArchive archive_;
  FakeEndpoints endpoints_{stage_};
  FakeSupervisor supervisor_{stage_};
  FakeKeys keys_{stage_};
  fakes::FakeClock clock_;
  fakes::RecordingLog log_;
  std::optional<ZipFunction> function_;
};

TEST_F(ZipFunctionTest, StartsOneProcessWithTheFirstEvent) {
  EXPECT_TRUE(stage_.programs.empty());
  EXPECT_EQ(invoke().value().payload_json, "1");
  EXPECT_TRUE(invoke());
  ASSERT_EQ(stage_.programs.size(), 1U);
  const std::string folder = "/data/functions/door-01000000-0000-0000-0000-000000000000";
  EXPECT_EQ(stage_.programs[0].arguments,
            (std::vector<std::string>{"/opt/python3", "-m", "awslambdaric", "app.handler"}));
  EXPECT_EQ(stage_.programs[0].folder, folder);
  EXPECT_EQ(archive_.folders(), std::vector<std::string>{folder});
  EXPECT_TRUE(stage_.has("open door 5000"));
}

TEST_F(ZipFunctionTest, TellsTheProcessWhatLambdaDoesAndNothingOfTheServers) {
  make({.environment = {{"TABLE", "people"}, {"AWS_ENDPOINT_URL", "http://elsewhere"}, {"LANG", "vi_VN.UTF-8"}}});
  ASSERT_TRUE(invoke());
  EXPECT_EQ(stage_.variable("AWS_LAMBDA_RUNTIME_API"), "127.0.0.1:4000");
  EXPECT_EQ(stage_.variable("AWS_LAMBDA_FUNCTION_NAME"), "door");
  EXPECT_EQ(stage_.variable("_HANDLER"), "app.handler");
  EXPECT_EQ(stage_.variable("LAMBDA_TASK_ROOT"), stage_.programs[0].folder);
  EXPECT_EQ(stage_.variable("AWS_REGION"), "eu-west-1");
  EXPECT_EQ(stage_.variable("AWS_DEFAULT_REGION"), "eu-west-1");
  EXPECT_EQ(stage_.variable("AWS_ACCESS_KEY_ID"), "fn-door-1");
  EXPECT_EQ(stage_.variable("AWS_SECRET_ACCESS_KEY"), "secret-1");
  EXPECT_EQ(stage_.variable("AWS_SHARED_CREDENTIALS_FILE"), "/dev/null");
  EXPECT_EQ(stage_.variable("HOME"), stage_.programs[0].folder);
  EXPECT_EQ(stage_.variable("TABLE"), "people");
  EXPECT_EQ(stage_.variable("AWS_ENDPOINT_URL"), "http://elsewhere") << "the function's own beats the default";
  EXPECT_EQ(stage_.variable("AWS_CA_BUNDLE"), "none");
}

TEST_F(ZipFunctionTest, RunsPythonOnly) {
  make({.runtime = "nodejs20.x"});
  EXPECT_EQ(invoke().error().code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(stage_.programs.empty());
}

TEST_F(ZipFunctionTest, KillsAHandlerThatTakesTooLongAndStartsAnother) {
  stage_.run = [](const auto&) { return failed(kFunctionTimedOut); };
  EXPECT_TRUE(invoke().value().failure);
  EXPECT_TRUE(stage_.has("kill"));
  EXPECT_TRUE(stage_.has("gone"));
  EXPECT_TRUE(stage_.keys.empty()) << "its key goes with it";
  end("signal: killed");
  EXPECT_FALSE(stage_.has("fail all: Runtime.ExitError: Error: Runtime exited with error: signal: killed"));
  stage_.run = [](const auto&) { return FunctionOutcome{.payload_json = "1"}; };
  EXPECT_TRUE(invoke());
  EXPECT_EQ(stage_.programs.size(), 2U);
  EXPECT_EQ(stage_.variable("AWS_ACCESS_KEY_ID"), "fn-door-2");
  EXPECT_EQ(stage_.keys, std::set<std::string>{"fn-door-2"});
}

TEST_F(ZipFunctionTest, StartsAgainAtOnceAfterAnEndThatFollowsAnAnswer) {
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(invoke());
    end("exit status 1");
  }
  EXPECT_EQ(stage_.programs.size(), 5U);
  EXPECT_TRUE(stage_.has("fail taken: Runtime.ExitError: Error: Runtime exited with error: exit status 1"));
  EXPECT_TRUE(stage_.keys.empty());
}

TEST_F(ZipFunctionTest, PausesLongerAndLongerWhereItNeverAnswers) {
  stage_.run = [](const auto&) { return failed("Runtime.ImportModuleError"); };
  ASSERT_TRUE(invoke());
  end("exit status 1");
  EXPECT_TRUE(stage_.has("fail all: Runtime.ExitError: Error: Runtime exited with error: exit status 1"));
  ASSERT_TRUE(invoke()) << "the first end may have been one event's fault";
  end("exit status 1");
  std::chrono::seconds pause = limits::kFunctionRestartPauseMin;
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(invoke().error().code, ErrorCode::kUnavailable);
    clock_.advance(pause - std::chrono::milliseconds(1));
    EXPECT_EQ(invoke().error().code, ErrorCode::kUnavailable);
    clock_.advance(std::chrono::milliseconds(1));
    ASSERT_TRUE(invoke());
    end("exit status 1");
    pause = std::min(2 * pause, limits::kFunctionRestartPauseMax);
  }
}

TEST_F(ZipFunctionTest, StartsAnotherForThoseWhoWait) {
  // While the first event is at work another comes, and the process ends.
  bool is_first = true;
  stage_.run = [&](const auto&) -> Result<FunctionOutcome> {
    if (!std::exchange(is_first, false)) return FunctionOutcome{.payload_json = "2"};
    EXPECT_TRUE(invoke());  // It has answered something.
    end("signal: killed");
    EXPECT_EQ(stage_.programs.size(), 2U) << "for the one in progress";
    return failed("Runtime.ExitError");
  };
  EXPECT_TRUE(invoke());
}

TEST_F(ZipFunctionTest, KeepsNobodyWaitingWhileItStarts) {
  std::stop_source gone;
  gone.request_stop();
  int asked = 0;
  stage_.on_start = [&] {
    if (++asked > 1) return;
    const auto impatient = function_->invoke({.function = "door",
                                              .request_id = "b",
                                              .event_json = "{}",
                                              .patience = Patience(gone.get_token(), Patience::TimePoint::max())});
    EXPECT_EQ(impatient.error().code, ErrorCode::kAbandoned);
    EXPECT_FALSE(function_->end_if_idle()) << "somebody waits for it";
  };
  EXPECT_TRUE(invoke());
  EXPECT_EQ(asked, 1);
}

TEST_F(ZipFunctionTest, ServesThoseWhoCameWhileItWasStarted) {
  std::jthread other;
  std::atomic<int> served = 0;
  stage_.run = [&](const auto&) {
    ++served;
    return FunctionOutcome{.payload_json = "1"};
  };
  stage_.on_start = [&] { other = std::jthread([&] { EXPECT_TRUE(invoke()); }); };
  EXPECT_TRUE(invoke());
  other.join();
  EXPECT_EQ(served, 2);
  EXPECT_EQ(stage_.programs.size(), 1U);
}

TEST_F(ZipFunctionTest, HearsOfAnEndBeforeTheStartWasOver) {
  std::jthread process;  // Its own thread tells of its end.
  stage_.on_start = [&] { process = std::jthread([&] { end("exit status 1"); }); };
  stage_.run = [&](const auto&) {
    process.join();
    return failed("Runtime.ExitError");
  };
  EXPECT_TRUE(invoke());
  EXPECT_TRUE(stage_.has("fail all: Runtime.ExitError: Error: Runtime exited with error: exit status 1"));
  EXPECT_TRUE(stage_.keys.empty());
}

TEST_F(ZipFunctionTest, LeavesNothingBehindThoughItIsClosedWhileItStarts) {
  std::jthread closer;
  std::atomic<bool> is_closed = false;
  stage_.on_start = [&] {
    closer = std::jthread([&] {
      function_->close();
      is_closed = true;
    });
  };
  stage_.run = [&](const auto&) {
    while (!is_closed) std::this_thread::yield();
    return fail(ErrorCode::kUnavailable, "closed");
  };
  EXPECT_EQ(invoke().error().code, ErrorCode::kUnavailable);
  closer.join();
  EXPECT_TRUE(stage_.has("gone"));
  EXPECT_TRUE(stage_.keys.empty());
}

TEST_F(ZipFunctionTest, EndsWhenItIsIdle) {
  function_->end_if_idle();
  ASSERT_TRUE(invoke());
  clock_.advance(limits::kFunctionIdleTimeout - std::chrono::milliseconds(1));
  function_->end_if_idle();
  EXPECT_FALSE(stage_.has("stop"));
  clock_.advance(std::chrono::milliseconds(1));
  function_->end_if_idle();
  EXPECT_TRUE(stage_.has("stop"));
  EXPECT_TRUE(stage_.has("gone"));
  EXPECT_TRUE(stage_.keys.empty());
  EXPECT_TRUE(invoke());
  EXPECT_EQ(stage_.programs.size(), 2U);
}

TEST_F(ZipFunctionTest, LeavesNothingBehind) {
  ASSERT_TRUE(invoke());
  function_->close();
  EXPECT_TRUE(stage_.has("close"));
  EXPECT_TRUE(stage_.has("gone"));
  EXPECT_EQ(invoke().error().code, ErrorCode::kUnavailable);
  function_.reset();
  EXPECT_TRUE(archive_.folders().empty());
  EXPECT_TRUE(stage_.keys.empty());
}

TEST_F(ZipFunctionTest, SaysWhatKeepsItFromStarting) {
  stage_.starts = false;
  EXPECT_EQ(invoke().error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(stage_.keys.empty());
  stage_.starts = true;
  EXPECT_TRUE(invoke());
  make({});
  stage_.has_port = false;
  EXPECT_EQ(invoke().error().code, ErrorCode::kUnavailable);
  make({});
  objects_.set_down(true);
  EXPECT_EQ(invoke().error().code, ErrorCode::kUnavailable);
}

TEST_F(ZipFunctionTest, TellsTheLogWhatAHandlerPrintsOnlyWhereFaultsAreLookedFor) {
  ASSERT_TRUE(invoke());
  stage_.listeners.back().line("Ada Lovelace");
  EXPECT_EQ(log_.last_level(), Log::Level::kDebug);
  EXPECT_NE(log_.text().find("function_output function=door line=Ada Lovelace"), std::string::npos);
}

}  // namespace
}  // namespace mien::app
