#include <gtest/gtest.h>

#include <future>
#include <string>
#include <thread>
#include <vector>

#include "adapters/lambda_runtime/error_json.h"
#include "adapters/lambda_runtime/invocations.h"
#include "adapters/lambda_runtime/runtime_api.h"
#include "fakes/fake_clock.h"
#include "fakes/recording_log.h"

namespace mien::lambda_runtime {
namespace {

using namespace std::chrono_literals;

/// One function's API, its owners and its runtimes.
class RuntimeApiTest : public ::testing::Test {
 protected:
  using Answer = std::future<Result<FunctionOutcome>>;

  Answer invoke(const std::string& id, const std::string& event, Patience patience = {}) {
    return std::async(std::launch::async, [this, id, event, patience = std::move(patience)] {
      return invocations_->run({.function = "door", .request_id = id, .event_json = event, .patience = patience});
    });
  }
  static HttpRequest request(std::string method, std::string path, std::string body = {},
                             std::vector<HttpHeader> headers = {}) {
    headers.insert(headers.begin(), {"Host", "127.0.0.1:4000"});
    return {.head = {.method = std::move(method),
                     .target = "/2018-06-01/runtime/" + std::move(path),
                     .headers = std::move(headers),
                     .remote_address = "127.0.0.1"},
            .body = std::move(body)};
  }
  HttpResponse next() { return api_->handle(request("GET", "invocation/next")); }
  HttpResponse post(const std::string& path, std::string body = {}, std::vector<HttpHeader> headers = {}) {
    return api_->handle(request("POST", path, std::move(body), std::move(headers)));
  }
  static std::string header_of(const HttpResponse& response, std::string_view name) {
    for (const HttpHeader& header : response.headers)
      if (header.name == name) return header.value;
    return "none";
  }
  void open(Invocations::Options options) {
    invocations_ = std::make_unique<Invocations>(options, clock_);
    api_ = std::make_unique<RuntimeApi>("door", "arn:aws:lambda:x:1:function:door", *invocations_, log_);
  }
  void SetUp() override { open({.timeout = 1h, .take_timeout = 1h}); }

  fakes::FakeClock clock_;
  fakes::RecordingLog log_;
  std::unique_ptr<Invocations> invocations_;
  std::unique_ptr<RuntimeApi> api_;
};

TEST_F(RuntimeApiTest, HandsAnEventOutAndTheAnswerBack) {
  auto answer = invoke("7d0e0000-0000-4000-8000-00000000002a", R"({"a":"ü"})");
  const HttpResponse event = next();
  EXPECT_EQ(event.status, 200);
  EXPECT_EQ(event.body, R"({"a":"ü"})");
  EXPECT_EQ(header_of(event, "Content-Type"), "application/json");
  EXPECT_EQ(header_of(event, "Lambda-Runtime-Aws-Request-Id"), "7d0e0000-0000-4000-8000-00000000002a");
  EXPECT_EQ(header_of(event, "Lambda-Runtime-Deadline-Ms"), "1700003600000");
  EXPECT_EQ(header_of(event, "Lambda-Runtime-Invoked-Function-Arn"), "arn:aws:lambda:x:1:function:door");
  EXPECT_EQ(header_of(event, "Lambda-Runtime-Trace-Id"), "Root=1-6553ff10-7d0e00000000400080000000;Sampled=0");
  const HttpResponse accepted = post("invocation/7d0e0000-0000-4000-8000-00000000002a/response", R"({"b":1})");
  EXPECT_EQ(accepted.status, 202);
  EXPECT_EQ(accepted.body, R"({"status":"OK"})");
  const auto outcome = answer.get().value();
  EXPECT_EQ(outcome.payload_json, R"({"b":1})");
  EXPECT_FALSE(outcome.failure);
}

TEST_F(RuntimeApiTest, GivesAHandlersErrorBack) {
  auto answer = invoke("a", "{}");
  next();
  const std::string body = R"({"errorMessage":"no Ada","errorType":"ValueError","stackTrace":[]})";
  EXPECT_EQ(post("invocation/a/error", body, {{"Lambda-Runtime-Function-Error-Type", "Unhandled"}}).status, 202);
  const auto outcome = answer.get().value();
  EXPECT_EQ(outcome.payload_json, body);
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->type, "ValueError");
  EXPECT_EQ(outcome.failure->message, "no Ada");
  EXPECT_EQ(log_.text().find("Ada"), std::string::npos);
}

TEST_F(RuntimeApiTest, GivesEachEventToOneRuntime) {
  std::vector<Answer> answers;
  std::vector<std::jthread> runtimes;
  for (int i = 0; i < 4; ++i)
    runtimes.emplace_back([this] {
      for (;;) {
        const HttpResponse event = next();
        if (event.status != 200) return;
        post("invocation/" + header_of(event, "Lambda-Runtime-Aws-Request-Id") + "/response", event.body + "!");
      }
    });
  for (int i = 0; i < 50; ++i) answers.push_back(invoke(std::to_string(i), "\"" + std::to_string(i) + "\""));
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(answers[static_cast<std::size_t>(i)].get().value().payload_json, "\"" + std::to_string(i) + "\"!");
  invocations_->close();
}

TEST_F(RuntimeApiTest, EndsAHandlerThatTakesTooLongAndThrowsItsAnswerAway) {
  open({.timeout = 0ms, .take_timeout = 1h});
  auto answer = invoke("a", "{}");
  next();
  const auto outcome = answer.get().value();
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->type, kFunctionTimedOut);
  EXPECT_EQ(outcome.failure->message, "RequestId: a Error: Task timed out after 0.00 seconds");
  EXPECT_EQ(post("invocation/a/response", "1").status, 202) << "AWS's client ends its process at anything else";
  EXPECT_NE(log_.text().find("function_answer_too_late"), std::string::npos);
}

TEST_F(RuntimeApiTest, RefusesAnswersToWhatWasNeverAsked) {
  EXPECT_EQ(post("invocation/a/response", "1").status, 400);
  auto answer = invoke("a", "{}");
  next();
  EXPECT_EQ(post("invocation/a/response", "1").status, 202);
  EXPECT_EQ(post("invocation/a/response", "2").status, 400) << "answered already";
  EXPECT_EQ(answer.get().value().payload_json, "1");
}

TEST_F(RuntimeApiTest, SaysThatNobodyTakesTheEvent) {
  open({.timeout = 1h, .take_timeout = 0ms});
  EXPECT_EQ(invoke("a", "{}").get().error().code, ErrorCode::kUnavailable);
}

TEST_F(RuntimeApiTest, SaysThatTheHandlerIsBusy) {
  open({.timeout = 1h, .take_timeout = 200ms});
  auto first = invoke("a", "{}");
  next();
  EXPECT_EQ(invoke("b", "{}").get().error().code, ErrorCode::kOverloaded);
  post("invocation/a/response", "1");
  EXPECT_TRUE(first.get());
}

TEST_F(RuntimeApiTest, LetsSoManyWaitAndRefusesTheNext) {
  open({.timeout = 1h, .take_timeout = 1h, .queue_max = 0});
  EXPECT_EQ(invoke("a", "{}").get().error().code, ErrorCode::kOverloaded);
}

TEST_F(RuntimeApiTest, FailsThoseThatWaitForARuntimeThatCannotBegin) {
  auto answer = invoke("a", "{}");
  // The event may not be there yet when the error comes; a runtime would ask again.
  while (answer.wait_for(0s) != std::future_status::ready)
    EXPECT_EQ(post("init/error", R"({"errorMessage":"No module named 'app'","errorType":"Runtime.ImportModuleError"})")
                  .status,
              202);
  const auto outcome = answer.get().value();
  ASSERT_TRUE(outcome.failure);
  EXPECT_EQ(outcome.failure->type, "Runtime.ImportModuleError");
  EXPECT_NE(log_.text().find("type=Runtime.ImportModuleError"), std::string::npos);
  EXPECT_EQ(log_.text().find("No module"), std::string::npos);
}

TEST_F(RuntimeApiTest, FailsWhatAnEndedRuntimeWasAtWorkOn) {
  auto answer = invoke("a", "{}");
  next();
  invocations_->fail_taken("Runtime.ExitError", "Error: Runtime exited with error: signal: killed");
  const auto outcome = answer.get().value();
  EXPECT_EQ(outcome.failure->message, "RequestId: a Error: Runtime exited with error: signal: killed");
  EXPECT_EQ(
      outcome.payload_json,
      R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: a Error: Runtime exited with error: signal: killed"})");
}

TEST_F(RuntimeApiTest, LetsGoWhoeverIsNotWaitedForAnyMore) {
  std::stop_source gone;
  auto answer = invoke("a", "{}", Patience(gone.get_token(), Patience::TimePoint::max()));
  gone.request_stop();
  EXPECT_EQ(answer.get().error().code, ErrorCode::kAbandoned);
  auto second = invoke("b", R"("b")");
  EXPECT_EQ(next().body, R"("b")") << "nobody is given the abandoned one";
  invocations_->close();
  EXPECT_EQ(second.get().error().code, ErrorCode::kUnavailable);
}

TEST_F(RuntimeApiTest, GivesNoEventToARuntimeThatHasGone) {
  std::stop_source gone;
  gone.request_stop();
  HttpRequest asking = request("GET", "invocation/next");
  asking.patience = Patience(gone.get_token(), Patience::TimePoint::max());
  auto answer = invoke("a", R"("a")");
  EXPECT_EQ(api_->handle(asking).status, 503);
  EXPECT_EQ(next().body, R"("a")");
  post("invocation/a/response", "1");
  EXPECT_TRUE(answer.get());
}

TEST_F(RuntimeApiTest, LetsEverybodyGoWhenItCloses) {
  auto runtime = std::async(std::launch::async, [this] { return next().status; });
  invocations_->close();
  EXPECT_EQ(runtime.get(), 503);
  EXPECT_EQ(invoke("a", "{}").get().error().code, ErrorCode::kUnavailable);
}

TEST_F(RuntimeApiTest, ServesItsPathsAndNoOthers) {
  for (const auto& [method, path] :
       std::vector<std::pair<std::string, std::string>>{{"POST", "invocation/next"},
                                                        {"GET", "invocation/a/response"},
                                                        {"POST", "invocation/a"},
                                                        {"POST", "invocation//response"},
                                                        {"POST", "invocation/a/b/response"},
                                                        {"GET", "restore/next"},
                                                        {"POST", "invocation/" + std::string(65, 'a') + "/response"},
                                                        {"POST", "init/error?x=1"}}) {
    EXPECT_EQ(api_->admit(request(method, path).head).refusal.value().status, 404) << method << path;
    EXPECT_EQ(api_->handle(request(method, path)).status, 404) << method << path;
  }
  EXPECT_EQ(api_->admit(request("GET", "invocation/next").head).body_bytes_max, 0U);
  EXPECT_EQ(api_->admit(request("POST", "invocation/a/error").head).body_bytes_max, limits::kFunctionPayloadBytesMax);
}

TEST_F(RuntimeApiTest, RefusesWhatABrowserSends) {
  const auto status = [&](std::vector<HttpHeader> headers) {
    HttpRequest asking = request("GET", "invocation/next");
    asking.head.headers = std::move(headers);
    const auto admission = api_->admit(asking.head);
    return admission.refusal ? admission.refusal->status : 200;
  };
  for (const std::string host : {"127.0.0.1:4000", "127.0.0.1", "localhost:4000", "[::1]:4000", "127.1.2.3"})
    EXPECT_EQ(status({{"Host", host}}), 200) << host;
  for (const std::string host : {"evil.example", "127.0.0.1.evil.example", "192.168.0.1:4000", "[fe80::1]", ""})
    EXPECT_EQ(status({{"Host", host}}), 403) << host;
  EXPECT_EQ(status({}), 403);
  EXPECT_EQ(status({{"Host", "127.0.0.1"}, {"Origin", "null"}}), 403);
  EXPECT_EQ(status({{"Host", "127.0.0.1"}, {"Sec-Fetch-Site", "cross-site"}}), 403);
}

TEST_F(RuntimeApiTest, FailsAnAnswerThatIsTooLargeBeforeItIsRead) {
  auto answer = invoke("a", "{}");
  next();
  HttpRequest large = request("POST", "invocation/a/response");
  large.head.headers.push_back({"Content-Length", std::to_string(limits::kFunctionPayloadBytesMax)});
  EXPECT_FALSE(api_->admit(large.head).refusal);
  large.head.headers.back().value = std::to_string(limits::kFunctionPayloadBytesMax + 1);
  EXPECT_EQ(api_->admit(large.head).refusal.value().status, 413);
  EXPECT_EQ(answer.get().value().failure->type, "Function.ResponseSizeTooLarge");
}

TEST_F(RuntimeApiTest, LetsSoManyRuntimesAsk) {
  std::vector<std::future<int>> runtimes;
  for (std::size_t i = 0; i < limits::kFunctionRuntimesMax; ++i)
    runtimes.push_back(std::async(std::launch::async, [this] { return next().status; }));
  while (invocations_->asking() < limits::kFunctionRuntimesMax) std::this_thread::yield();
  EXPECT_EQ(next().status, 503);
  std::vector<Answer> answers;
  for (std::size_t i = 0; i < limits::kFunctionRuntimesMax; ++i) answers.push_back(invoke(std::to_string(i), "1"));
  for (auto& runtime : runtimes) EXPECT_EQ(runtime.get(), 200);
  for (std::size_t i = 0; i < limits::kFunctionRuntimesMax; ++i)
    post("invocation/" + std::to_string(i) + "/response", "1");
  for (auto& answer : answers) EXPECT_TRUE(answer.get());
}

TEST(ParseFailure, KeepsATypeThatIsANameAndCutsTheRest) {
  EXPECT_EQ(parse_failure("no json", "ValueError").failure->type, "ValueError");
  EXPECT_EQ(parse_failure("no json", "ValueError").payload_json, R"({"errorType":"ValueError","errorMessage":""})");
  EXPECT_EQ(parse_failure("{}", "").failure->type, "Runtime.Unknown");
  EXPECT_EQ(parse_failure(R"({"errorType":"Ada Lovelace"})", "").failure->type, "Runtime.Unknown");
  EXPECT_EQ(parse_failure(R"({"errorType":7,"errorMessage":[]})", "A.b_1").failure->type, "A.b_1");
  const std::string text = R"({"errorMessage":")" + std::string(2000, 'x') + "\"}";
  EXPECT_EQ(parse_failure(text, "").failure->message.size(), limits::kFunctionErrorTextBytesMax);
  EXPECT_EQ(parse_failure(text, "").payload_json, text) << "whoever asked gets all of it";
  EXPECT_EQ(parse_failure(std::string(100'000, '['), "E").failure->type, "E");
}

}  // namespace
}  // namespace mien::lambda_runtime
