#include "bench/load_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "signals.h"
#include "support/http_server_client.h"

namespace mien::cli {
namespace {

using http_server::testing::EchoHandler;
using http_server::testing::RunningServer;

const std::string kRequest = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
const std::string kRight = "POST /x|abc";

LoadTarget target_of(RunningServer& server) { return {"127.0.0.1", server->port()}; }

LoadPlan short_plan(std::size_t connections) {
  LoadPlan plan;
  plan.connections = connections;
  plan.warm_seconds = 0.01;
  plan.seconds = 0.1;
  plan.request = kRequest;
  plan.right_body = kRight;
  return plan;
}

TEST(LoadRun, CountsRightAnswersOfAClosedLoop) {
  EchoHandler handler;
  RunningServer server(handler);
  const auto stop = CaughtSignals::open(stop_signals()).value();
  const auto result = run_load(target_of(server), short_plan(4), *stop);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_GT(result->right, 0U);
  EXPECT_EQ(result->answers.size(), 1U);
  EXPECT_EQ(result->answers.at("200"), result->right_ms.size());
  EXPECT_EQ(result->unsent, 0U);
  EXPECT_TRUE(std::ranges::is_sorted(result->right_ms));
}

TEST(LoadRun, SendsAsManyRequestsAsTheScheduleSays) {
  EchoHandler handler;
  RunningServer server(handler);
  const auto stop = CaughtSignals::open(stop_signals()).value();
  for (const Arrivals arrivals : {Arrivals::kEven, Arrivals::kRandom}) {
    LoadPlan plan = short_plan(8);
    plan.rate = 500;
    plan.arrivals = arrivals;
    const auto result = run_load(target_of(server), plan, *stop);
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_GE(result->due, arrivals == Arrivals::kEven ? 50U : 20U);
    // Every request of the schedule is accounted for.
    EXPECT_EQ(result->right_ms.size() + result->unsent, result->due);
  }
}

TEST(LoadRun, CountsLatencyFromTheMomentARequestWasDueThoughTheServerStalled) {
  EchoHandler handler;
  std::atomic<bool> stalled{false};
  handler.on_handle = [&](const HttpRequest&) {
    // The first request takes a fifth of a second; with one connection all others wait for it.
    if (!stalled.exchange(true)) std::this_thread::sleep_for(std::chrono::milliseconds(200));
    return HttpResponse{.status = 200, .headers = {}, .body = kRight};
  };
  RunningServer server(handler);
  const auto stop = CaughtSignals::open(stop_signals()).value();
  LoadPlan plan = short_plan(1);
  plan.warm_seconds = 0;
  plan.seconds = 0.3;
  plan.rate = 100;
  const auto result = run_load(target_of(server), plan, *stop);
  ASSERT_TRUE(result) << result.error().message;
  // A client that waits with its next request would have seen one slow answer; here a third of them are late.
  EXPECT_GT(std::ranges::count_if(result->right_ms, [](double ms) { return ms > 50; }), 5);
  EXPECT_GT(result->late_ms.back(), 100);
}

TEST(LoadRun, TellsWrongAnswersFromRefusalsAndErrors) {
  EchoHandler handler;
  std::atomic<int> count{0};
  handler.on_handle = [&](const HttpRequest&) -> HttpResponse {
    switch (count++ % 4) {
      case 0:
        return {.status = 200, .headers = {}, .body = kRight};
      case 1:
        return {.status = 200, .headers = {}, .body = "something else"};
      case 2:
        return {.status = 400, .headers = {}, .body = R"({"__type":"ThrottlingException"})"};
      default:
        return {.status = 500, .headers = {}, .body = ""};
    }
  };
  RunningServer server(handler);
  const auto stop = CaughtSignals::open(stop_signals()).value();
  const auto result = run_load(target_of(server), short_plan(1), *stop);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_GT(result->answers.at("wrong answer"), 0U);
  EXPECT_EQ(result->answers.at("ThrottlingException"), result->refused);
  EXPECT_EQ(result->refused_ms.size(), result->refused);
  EXPECT_GT(result->answers.at("500"), 0U);
  EXPECT_EQ(result->answers.at("200"), result->right_ms.size());
}

TEST(LoadRun, GoesOnAfterAnAnswerThatCameBeforeTheBodyWasSent) {
  EchoHandler handler;
  handler.on_admit = [](const HttpHead&) {
    return HttpHandler::Admission{.body_bytes_max = 0,
                                  .refusal = HttpResponse{.status = 429, .headers = {}, .body = "{}"}};
  };
  RunningServer server(handler);
  const std::string body(4'000'000, 'x');
  const std::string request =
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  const auto stop = CaughtSignals::open(stop_signals()).value();
  LoadPlan plan = short_plan(2);
  plan.request = request;
  const auto result = run_load(target_of(server), plan, *stop);
  ASSERT_TRUE(result) << result.error().message;
  EXPECT_GT(result->refused, 1U);
  EXPECT_EQ(result->answers.at("429"), result->refused);
}

TEST(LoadRun, SaysThatTheServerIsGone) {
  EchoHandler handler;
  LoadTarget target;
  {
    RunningServer server(handler);
    target = target_of(server);
  }
  const auto stop = CaughtSignals::open(stop_signals()).value();
  LoadPlan plan = short_plan(2);
  plan.seconds = 60;
  const auto result = run_load(target, plan, *stop);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
}

TEST(LoadRun, EndsAtOnceWhenItIsToldTo) {
  EchoHandler handler;
  const auto stop = CaughtSignals::open(stop_signals())
                        .value();  // Before the server's threads are started: they inherit the blocked signal.
  RunningServer server(handler);
  LoadPlan plan = short_plan(1);
  plan.seconds = 60;
  plan.watch = [](LoadMoment moment) {
    if (moment == LoadMoment::kTick) kill(getpid(), SIGTERM);
  };
  const auto result = run_load(target_of(server), plan, *stop);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "Interrupted.");
  EXPECT_TRUE(stop->came());
}

}  // namespace
}  // namespace mien::cli
