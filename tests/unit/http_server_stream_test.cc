#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <string>
#include <thread>
#include <vector>

#include "fakes/fake_stream.h"
#include "support/stream_client.h"

namespace mien::http_server::testing {
namespace {

using fakes::FakeStream;

constexpr std::string_view kGetStream = "GET /stream HTTP/1.1\r\nHost: h\r\n\r\n";
constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

/// Answers "/stream" with the next of its streams.
class StreamHandler : public EchoHandler {
 public:
  explicit StreamHandler(std::size_t streams = 1) : streams_(streams) {
    on_handle = [this](const HttpRequest& request) {
      if (!request.head.target.starts_with("/stream"))
        return HttpResponse{.status = 200, .headers = {}, .body = "plain"};
      return HttpResponse{
          .status = 200, .headers = {{"Content-Type", "text/x"}}, .body = {}, .stream = streams_.at(given_++).body()};
    };
  }
  FakeStream& stream(std::size_t number = 0) { return streams_.at(number); }

 private:
  std::deque<FakeStream> streams_;
  std::atomic<std::size_t> given_ = 0;
};

TEST(HttpServerStream, SendsEachBitWhenItComesAndKeepsTheConnection) {
  StreamHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send(kGetStream);
  ChunkReader reader(client);
  const std::string head = reader.head();
  EXPECT_TRUE(head.starts_with("HTTP/1.1 200 OK\r\n")) << head;
  EXPECT_NE(head.find("\r\nTransfer-Encoding: chunked\r\n"), std::string::npos) << head;
  EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
  EXPECT_NE(head.find("\r\nConnection: keep-alive\r\n"), std::string::npos) << head;
  for (const std::string_view bit : {"a", "bcd", "\r\n\r\n"}) {
    handler.stream().push(bit);
    EXPECT_EQ(reader.read(bit.size()), bit);
  }
  handler.stream().end();
  EXPECT_TRUE(reader.reads_to_the_end());
  EXPECT_TRUE(eventually([&] { return handler.stream().gone(); }));
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).body, "plain");
}

TEST(HttpServerStream, SendsWhatWasThereBeforeItStarted) {
  StreamHandler handler;
  const std::string large(100'000, 'y');
  handler.stream().push(large);
  handler.stream().end();
  RunningServer server(handler);
  Client client(server->port());
  client.send(kGetStream);
  ChunkReader reader(client);
  reader.head();
  EXPECT_EQ(reader.read(large.size() + 1), large);
  EXPECT_TRUE(reader.reads_to_the_end());
}

TEST(HttpServerStream, SendsAnEmptyBody) {
  StreamHandler handler;
  handler.stream().end();
  RunningServer server(handler);
  Client client(server->port());
  client.send(kGetStream);
  ChunkReader reader(client);
  reader.head();
  EXPECT_TRUE(reader.reads_to_the_end());
}

TEST(HttpServerStream, EndsTheBodyWithTheConnectionForHttp10) {
  StreamHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  handler.stream().push("abc");
  handler.stream().end();
  while (client.more()) continue;
  const std::string all = client.take_unread();
  EXPECT_EQ(all.find("Transfer-Encoding"), std::string::npos) << all;
  EXPECT_NE(all.find("\r\nConnection: close\r\n"), std::string::npos) << all;
  EXPECT_TRUE(all.ends_with("\r\n\r\nabc")) << all;
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
}

TEST(HttpServerStream, SendsHeadersAloneToHead) {
  StreamHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto reply = client.receive("HEAD");
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->has("\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_TRUE(eventually([&] { return handler.stream().gone(); }));
  EXPECT_FALSE(handler.stream().started());
  EXPECT_EQ(server->streams(), 0U);
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).body, "plain");
}

/// Answers every request with the same stream's next one, of which the head says so many bytes.
class SizedStreamHandler : public EchoHandler {
 public:
  SizedStreamHandler(std::size_t streams, std::uint64_t bytes) : streams_(streams) {
    on_handle = [this, bytes](const HttpRequest&) {
      return HttpResponse{
          .status = 200, .headers = {}, .body = {}, .stream = streams_.at(given_++).body(), .stream_bytes = bytes};
    };
  }
  FakeStream& stream(std::size_t number) { return streams_.at(number); }

 private:
  std::deque<FakeStream> streams_;
  std::atomic<std::size_t> given_ = 0;
};

TEST(HttpServerStream, SaysTheLengthWhereItIsKnownAndKeepsTheConnection) {
  const std::string whole(1'000'000, 'z');
  SizedStreamHandler handler(3, whole.size());
  RunningServer server(handler);
  for (std::size_t i = 0; i < 3; ++i) handler.stream(i).push(whole);
  Client client(server->port());
  const auto first = client.ask(kGetStream);
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->has("\r\nContent-Length: 1000000\r\n"));
  EXPECT_FALSE(first->has("Transfer-Encoding"));
  EXPECT_TRUE(first->has("\r\nConnection: keep-alive\r\n"));
  EXPECT_EQ(first->body, whole);
  client.send("HEAD /stream HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto head = client.receive("HEAD");
  ASSERT_TRUE(head);
  EXPECT_TRUE(head->has("\r\nContent-Length: 1000000\r\n"));
  const auto old = client.ask("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  ASSERT_TRUE(old);
  EXPECT_TRUE(old->has("\r\nConnection: keep-alive\r\n"));
  EXPECT_EQ(old->body, whole);
}

TEST(HttpServerStream, EndsTheConnectionWhereABodyIsShorterThanItsHeadSays) {
  SizedStreamHandler handler(1, 5);
  RunningServer server(handler);
  handler.stream(0).push("abc");
  handler.stream(0).end();
  Client client(server->port());
  client.send(kGetStream);
  while (client.more()) continue;
  EXPECT_TRUE(client.take_unread().ends_with("\r\n\r\nabc"));
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
}

TEST(HttpServerStream, TakesNoMoreThanItsHeadSays) {
  SizedStreamHandler handler(2, 5);
  RunningServer server(handler);
  handler.stream(0).flood();
  handler.stream(1).push("abcde");
  Client client(server->port());
  EXPECT_EQ(client.ask(kGetStream).value_or(Reply{}).body, "xxxxx");
  EXPECT_EQ(client.ask(kGetStream).value_or(Reply{}).body, "abcde");
}

TEST(HttpServerStream, LimitsOnlyThoseThatMayNeverEnd) {
  SizedStreamHandler handler(3, 1);
  RunningServer server(handler, {.streams_max = 1, .streams_per_address_max = 1});
  std::deque<Client> clients;
  for (std::size_t i = 0; i < 3; ++i) {
    clients.emplace_back(server->port()).send(kGetStream);
    ASSERT_TRUE(eventually([&] { return handler.stream(i).started(); }));
  }
  EXPECT_EQ(server->streams(), 0U);
  for (std::size_t i = 0; i < 3; ++i) handler.stream(i).push("y");
  for (Client& client : clients) EXPECT_EQ(client.receive("GET").value_or(Reply{}).body, "y");
}

TEST(HttpServerStream, HoldsNoHandler) {
  constexpr std::size_t kStreams = 20;
  StreamHandler handler(kStreams);
  RunningServer server(handler, {.handler_threads = 1, .handler_queue_max = 1});
  std::deque<Client> clients;
  for (std::size_t i = 0; i < kStreams; ++i) {
    clients.emplace_back(server->port()).send(kGetStream);
    ASSERT_TRUE(eventually([&] { return handler.stream(i).started(); }));
  }
  EXPECT_EQ(server->streams(), kStreams);
  EXPECT_TRUE(eventually([&] { return server->handlers_running() == 0; }));
  EXPECT_EQ(Client(server->port()).ask(kGet).value_or(Reply{}).body, "plain");
}

TEST(HttpServerStream, AnswersWhatWasPipelinedOnceItHasEnded) {
  StreamHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send(std::string(kGetStream) + std::string(kGet));
  ASSERT_TRUE(eventually([&] { return handler.stream().started(); }));
  client.send(kGet);
  handler.stream().push("abc");
  handler.stream().end();
  ChunkReader reader(client);
  reader.head();
  EXPECT_TRUE(reader.reads_to_the_end());
  std::string rest = reader.rest();
  const auto more = [&] {
    const bool came = client.more();
    rest += client.take_unread();
    return came;
  };
  for (int i = 0; i < 2; ++i) EXPECT_EQ(take_reply(rest, more).value_or(Reply{}).body, "plain");
}

TEST(HttpServerStream, LimitsTheStreamsOfAllAndOfEachAddress) {
  StreamHandler handler(8);
  RunningServer server(handler, {.streams_max = 3, .streams_per_address_max = 2});
  std::deque<Client> clients;
  const auto ask = [&](const char* from) -> int {
    Client& client = clients.emplace_back(server->port(), from);
    client.send(kGetStream);
    ChunkReader reader(client);
    const std::string head = reader.head();
    return head.empty() ? 0 : std::stoi(head.substr(9, 3));
  };
  EXPECT_EQ(ask("127.0.0.1"), 200);
  EXPECT_EQ(ask("127.0.0.1"), 200);
  EXPECT_EQ(ask("127.0.0.1"), 503) << "the address's third";
  EXPECT_EQ(ask("127.0.0.2"), 200);
  EXPECT_EQ(ask("127.0.0.3"), 503) << "the fourth of all";
  EXPECT_TRUE(eventually([&] { return handler.stream(4).gone(); }));
  // Other answers are not limited by it, and a place is free again when its stream has ended.
  EXPECT_EQ(Client(server->port()).ask(kGet).value_or(Reply{}).body, "plain");
  clients.front().close();
  ASSERT_TRUE(eventually([&] { return server->streams() == 2; }));
  EXPECT_EQ(ask("127.0.0.3"), 200);
}

TEST(HttpServerStream, TakesWakesFromManyThreadsInOrder) {
  constexpr std::size_t kStreams = 8;
  constexpr int kBits = 300;
  StreamHandler handler(kStreams);
  RunningServer server(handler, {.io_threads = 2});
  std::deque<Client> clients;
  for (std::size_t i = 0; i < kStreams; ++i) {
    clients.emplace_back(server->port()).send(kGetStream);
    ASSERT_TRUE(eventually([&] { return handler.stream(i).started(); }));
  }
  std::vector<std::jthread> producers;
  for (std::size_t i = 0; i < kStreams; ++i)
    producers.emplace_back([&stream = handler.stream(i)] {
      for (int bit = 0; bit < kBits; ++bit) stream.push(std::to_string(bit) + ";");
      stream.end();
    });
  std::string wanted;
  for (int bit = 0; bit < kBits; ++bit) wanted += std::to_string(bit) + ";";
  for (Client& client : clients) {
    ChunkReader reader(client);
    reader.head();
    EXPECT_EQ(reader.read(wanted.size() + 1), wanted);
    EXPECT_TRUE(reader.reads_to_the_end());
  }
}

TEST(HttpServerStream, EndsEveryBodyAtOnceWhenStopped) {
  constexpr std::size_t kStreams = 10;
  StreamHandler handler(kStreams);
  RunningServer server(handler);
  std::deque<Client> clients;
  std::deque<ChunkReader<Client>> readers;
  for (std::size_t i = 0; i < kStreams; ++i) {
    clients.emplace_back(server->port()).send(kGetStream);
    readers.emplace_back(clients.back()).head();
    handler.stream(i).push("abc");
    EXPECT_EQ(readers.back().read(3), "abc");
  }
  const auto began = std::chrono::steady_clock::now();
  server.stop();
  // Clients that keep their side open are not waited for.
  EXPECT_LT(std::chrono::steady_clock::now() - began, limits::kLingerTimeout);
  for (std::size_t i = 0; i < kStreams; ++i) {
    EXPECT_TRUE(readers[i].reads_to_the_end()) << "cut off";
    EXPECT_EQ(clients[i].wait_for_end(), Client::End::kClosed);
    EXPECT_TRUE(handler.stream(i).gone());
  }
}

TEST(HttpServerStream, MayBeWokenAfterItsEndAndAfterTheServers) {
  StreamHandler handler(2);
  {
    RunningServer server(handler);
    Client first(server->port());
    first.send(kGetStream);
    ASSERT_TRUE(eventually([&] { return handler.stream(0).started(); }));
    first.close();
    ASSERT_TRUE(eventually([&] { return handler.stream(0).gone(); }));
    handler.stream(0).push("late");
    Client second(server->port());
    second.send(kGetStream);
    ASSERT_TRUE(eventually([&] { return handler.stream(1).started(); }));
  }
  handler.stream(0).push("later");
  handler.stream(1).push("later");
  EXPECT_TRUE(handler.stream(1).gone());
}

}  // namespace
}  // namespace mien::http_server::testing
