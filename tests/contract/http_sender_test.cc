#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <thread>

#include "adapters/http_client/curl_sender.h"
#include "contract/http_sender_contract.h"
#include "fakes/fake_sender.h"
#include "support/http_server_client.h"

namespace mien {
namespace {

using http_server::testing::EchoHandler;
using http_server::testing::RunningServer;

class CurlUnderTest {
 public:
  HttpSender& sender() { return sender_; }
  std::string url() const { return url_; }
  void serve(std::function<HttpResponse(const HttpRequest&)> handler) { handler_.on_handle = std::move(handler); }
  void close() { server_.stop(); }

 private:
  EchoHandler handler_;
  RunningServer server_{handler_};
  std::string url_ = "http://127.0.0.1:" + std::to_string(server_->port());
  http_client::CurlSender sender_;
};

class FakeUnderTest {
 public:
  HttpSender& sender() { return sender_; }
  static std::string url() { return "http://fake"; }
  void serve(const std::function<HttpResponse(const HttpRequest&)>& handler) {
    sender_.answer([handler](const HttpSending& sent) -> Result<HttpResponse> {
      HttpRequest request;
      request.head.method = sent.method;
      request.head.target = sent.url.substr(url().size());
      request.head.headers = sent.headers;
      request.body = sent.body;
      return handler(request);
    });
  }
  void close() {
    sender_.answer([](const HttpSending&) { return fail(ErrorCode::kUnavailable, "Nobody is there."); });
  }

 private:
  fakes::FakeSender sender_;
};

INSTANTIATE_TYPED_TEST_SUITE_P(Curl, HttpSenderContract, CurlUnderTest);
INSTANTIATE_TYPED_TEST_SUITE_P(Fake, HttpSenderContract, FakeUnderTest);

TEST(CurlSender, GivesUpWhenTheServiceStops) {
  std::stop_source stop;
  std::atomic<bool> is_held = true;
  CurlUnderTest world;  // Ends before what its handler looks at.
  world.serve([&](const HttpRequest&) {
    stop.request_stop();
    while (is_held) std::this_thread::yield();
    return HttpResponse{};
  });
  const auto answer = world.sender().send({.url = world.url() + "/"}, {stop.get_token(), Patience::TimePoint::max()});
  is_held = false;
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kAbandoned);
}

TEST(CurlSender, GivesUpAServerThatTakesTooLong) {
  std::atomic<bool> is_held = true;
  CurlUnderTest world;
  world.serve([&](const HttpRequest&) {
    while (is_held) std::this_thread::yield();
    return HttpResponse{};
  });
  const auto answer = world.sender().send({.url = world.url() + "/", .timeout = std::chrono::milliseconds{20}}, {});
  is_held = false;
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kDeadlineExceeded);
}

TEST(CurlSender, ServesManyThreads) {
  CurlUnderTest world;
  std::atomic<int> right = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 8; ++i)
      threads.emplace_back([&, i] {
        for (int j = 0; j < 5; ++j) {
          const std::string target = "/" + std::to_string(i) + "/" + std::to_string(j);
          const auto answer = world.sender().send({.url = world.url() + target}, {});
          if (answer && answer->body == "GET " + target + "|") ++right;
        }
      });
  }
  EXPECT_EQ(right, 40);
}

}  // namespace
}  // namespace mien
