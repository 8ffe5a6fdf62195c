#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <charconv>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http_server/byte_budget.h"
#include "adapters/http_server/connection_limits.h"
#include "adapters/http_server/handler_pool.h"
#include "adapters/http_server/io_loop.h"
#include "adapters/http_server/session.h"
#include "fault/scarce_memory.h"
#include "support/http_server_client.h"

/// Every allocation that a server makes on its loop fails once, each in its turn: what the session held of the server's
/// places and memory is free again, and others are served.
namespace mien::http_server {
namespace {

using fault::ScarceMemory;

constexpr std::size_t kPlaces = 4;
constexpr std::size_t kBytes = std::size_t{1} << 20;
constexpr AddressBytes kAddress{1};

/// A client that sends its requests, one after the other's answer, and then leaves.
class ScriptedStream final : public Stream {
 public:
  ScriptedStream(IoLoop& loop, std::vector<std::string> requests, std::string& received)
      : loop_(loop), requests_(std::move(requests)), received_(received) {}
  /// The session has gone, and with it all that the loop had to do.
  ~ScriptedStream() override { loop_.stop(); }

  Awaitable<Opening> open() override { co_return Opening::kReady; }
  Awaitable<Transfer> read_some(std::span<char> into) override {
    if (unsent_.empty() && waits_for_answer_) {
      boost::system::error_code ignored;  // Cancelled, which is what it waits for.
      co_await cancelled_.async_wait(boost::asio::redirect_error(UseAwaitable{}, ignored));
      co_return Transfer{0, true};
    }
    if (unsent_.empty() && !requests_.empty()) {
      unsent_ = std::move(requests_.front());
      requests_.erase(requests_.begin());
    }
    const std::size_t bytes = std::min(into.size(), unsent_.size());
    std::memcpy(into.data(), unsent_.data(), bytes);
    unsent_.erase(0, bytes);
    waits_for_answer_ = bytes > 0;
    co_return Transfer{bytes, false};
  }
  void expect_long_answer(std::chrono::milliseconds /*step*/) override {}
  Awaitable<Transfer> write_some(std::string_view first, std::string_view second) override {
    received_.append(first).append(second);
    waits_for_answer_ = false;
    co_return Transfer{first.size() + second.size(), false};
  }
  Awaitable<void> end_writing() override { co_return; }
  void cancel() override { cancelled_.cancel(); }
  void close() override {}

 private:
  IoLoop& loop_;
  Timer cancelled_{loop_.executor(), std::chrono::steady_clock::time_point::max()};
  std::vector<std::string> requests_;
  std::string unsent_;
  std::string& received_;
  bool waits_for_answer_ = false;
};

/// Answers with as much as it was sent.
class Handler final : public HttpHandler {
 public:
  Admission admit(const HttpHead&) override { return {.body_bytes_max = kBytes, .sender_is_proven = true}; }
  HttpResponse handle(const HttpRequest& request) override {
    return {.status = 200, .headers = {}, .body = std::string(request.body.size(), 'y')};
  }
  HttpResponse refuse(const HttpHead&, int status, std::string_view reason) override {
    return {.status = status, .headers = {}, .body = std::string(reason)};
  }
};

/// What of a server outlives its sessions.
class SessionWorld {
 public:
  /// What the client received of a session that ran from its beginning to its end.
  std::string serve(const std::vector<std::string>& requests, std::size_t failing_allocation) {
    std::string received;
    received.reserve(kBytes);  // Of the test's own, which must not be what fails.
    {
      IoLoop loop(options_);
      auto stream = std::make_unique<ScriptedStream>(loop, requests, received);
      auto session = std::make_shared<Session>(service_, loop, std::move(stream), connections_.take(kAddress), "::1");
      const ScarceMemory scarce(failing_allocation);
      try {
        boost::asio::co_spawn(loop.executor(), Session::serve(std::move(session)), boost::asio::detached);
      } catch (const std::bad_alloc&) {
        // As where it is accepted: that one connection is gone.
      }
      loop.run();
      struck_ = ScarceMemory::struck();
    }
    return received;
  }
  bool struck() const { return struck_; }

  void expect_all_free() {
    std::vector<HandlerPool::Place> places;
    while (auto place = pool_.try_reserve()) places.push_back(*std::move(place));
    EXPECT_EQ(places.size(), kPlaces);
    EXPECT_TRUE(ByteBudget::Share(bodies_, {kAddress, false}).hold(kBytes));
    EXPECT_EQ(connections_.served(), 0U);
  }

 private:
  const Options options_{.handler_threads = 1, .handler_queue_max = kPlaces};
  Handler handler_;
  ConnectionLimits connections_{1, 1};
  ByteBudget bodies_{{.all = kBytes, .per_address = kBytes, .unproven = kBytes, .strangers = kBytes}};
  HandlerPool pool_{options_.handler_threads, options_.handler_queue_max};
  ConnectionLimits streams_{1, 1};
  const Service service_{options_, handler_, pool_, bodies_, streams_};
  bool struck_ = false;
};

std::string of_length(std::size_t bytes) {
  return "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
         std::string(bytes, 'x');
}
std::string hex_of(std::size_t number) {
  std::array<char, 16> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr};
}
std::string in_chunks(std::size_t bytes) {
  return "POST /a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + hex_of(bytes) + "\r\n" +
         std::string(bytes, 'x') + "\r\n0\r\n\r\n";
}

/// The statuses of what was received, which is nothing but whole answers.
std::vector<std::string> statuses(std::string_view received) {
  constexpr std::string_view kLength = "Content-Length: ";
  std::vector<std::string> out;
  while (!received.empty()) {
    const std::string_view head = received.substr(0, received.find("\r\n\r\n") + 4);
    const std::size_t length_at = head.find(kLength);
    if (!head.starts_with("HTTP/1.1 ") || length_at == std::string_view::npos) return {"no answer"};
    const std::size_t bytes = head.size() + std::stoul(std::string(head.substr(length_at + kLength.size())));
    if (bytes > received.size()) return {"half an answer"};
    out.emplace_back(head.substr(9, 3));
    received.remove_prefix(bytes);
  }
  return out;
}

TEST(ScarceMemorySession, LeavesAllPlacesAndBytesFree) {
  constexpr std::size_t kBodyBytes = 200'000;  // Enough to count.
  const std::vector<std::string> requests{of_length(kBodyBytes), in_chunks(kBodyBytes),
                                          "GET /b HTTP/1.1\r\nHost: h\r\n\r\n"};
  SessionWorld world;
  bool struck = true;
  for (std::size_t n = 1; struck; ++n) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    ASSERT_LT(n, 10'000U) << "it never succeeds";
    const std::vector<std::string> answers = statuses(world.serve(requests, n));
    struck = world.struck();
    for (const std::string& status : answers) EXPECT_TRUE(status == "200" || (struck && status[0] == '5')) << status;
    if (!struck) {
      EXPECT_EQ(answers.size(), requests.size());
    }
    world.expect_all_free();
    if (HasFailure()) return;
  }
}

TEST(ScarceMemoryServer, ServesTheNextClient) {
  using namespace testing;
  constexpr std::string_view kRest = " HTTP/1.1\r\nHost: h\r\n\r\n";
  std::atomic<bool> struck = true;
  for (std::size_t n = 1; struck; ++n) {
    SCOPED_TRACE("allocation " + std::to_string(n));
    ASSERT_LT(n, 10'000U) << "it never succeeds";
    std::optional<ScarceMemory> scarce;  // On the loop's thread, which is where admit() is called.
    EchoHandler handler;
    handler.on_admit = [&](const HttpHead& head) -> HttpHandler::Admission {
      scarce.reset();
      struck = ScarceMemory::struck();
      if (head.target == "/first") scarce.emplace(n);
      return {.body_bytes_max = kBytes};
    };
    RunningServer server(handler, {.handler_threads = 1, .header_timeout = milliseconds(20)});
    Client(server->port()).ask("GET /first" + std::string(kRest));
    // The failure may be left for the one that comes next, who is then not heard.
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    int status = 0;
    while (status != 200 && std::chrono::steady_clock::now() < deadline)
      status = Client(server->port()).ask("GET /next" + std::string(kRest)).value_or(Reply{}).status;
    ASSERT_EQ(status, 200);
    // Whoever says nothing is still sent away: times are still looked after.
    Client silent(server->port());
    ASSERT_EQ(silent.wait_for_end(), Client::End::kClosed);
  }
}

}  // namespace
}  // namespace mien::http_server
