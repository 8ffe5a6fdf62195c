#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <limits>
#include <list>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/http_server_client.h"

namespace mien::http_server::testing {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

Options impatient() {
  return {.header_timeout = milliseconds(60),
          .body_timeout = milliseconds(120),
          .body_rate_window = milliseconds(40),
          .idle_timeout = milliseconds(60),
          .linger_timeout = milliseconds(40)};
}

/// Sends one byte at a time until the server has had enough; what it then answers, if it does.
std::optional<Reply> trickle(Client& client, char byte) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    client.send({&byte, 1});
    if (client.more(milliseconds(5))) return client.receive();
  }
  return std::nullopt;
}

TEST(HttpServerFault, EndsAClientThatTricklesItsHeaders) {
  EchoHandler handler;
  RunningServer server(handler, impatient());
  Client client(server->port());
  client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ");
  const auto reply = trickle(client, 'a');
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 408);
  EXPECT_TRUE(reply->has("\r\nConnection: close\r\n"));
}

TEST(HttpServerFault, EndsAClientThatStopsInItsHeaders) {
  EchoHandler handler;
  RunningServer server(handler, impatient());
  Client client(server->port());
  EXPECT_EQ(client.ask("GET / HT").value_or(Reply{}).status, 408);
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
}

TEST(HttpServerFault, EndsAClientThatTricklesItsBody) {
  EchoHandler handler;
  for (const std::string framing : {"Content-Length: 100000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n18000\r\n"}) {
    Options options = impatient();
    options.body_timeout = kPatience;  // So that it is the rate which ends it.
    RunningServer server(handler, options);
    Client client(server->port());
    client.send("POST / HTTP/1.1\r\nHost: h\r\n" + framing);
    const auto reply = trickle(client, 'a');
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 408);
  }
}

TEST(HttpServerFault, EndsABodyThatCameQuicklyAndThenStalls) {
  EchoHandler handler;
  for (const std::string framing : {"Content-Length: 100001\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n186a1\r\n"}) {
    Options options = impatient();
    options.body_timeout = 6 * kPatience;  // So that it is the rate which ends it.
    RunningServer server(handler, options);
    Client client(server->port());
    // At the least rate this would be paid for a minute and a half.
    client.send("POST / HTTP/1.1\r\nHost: h\r\n" + framing + std::string(100'000, 'x'));
    EXPECT_EQ(client.receive().value_or(Reply{}).status, 408);
  }
}

TEST(HttpServerFault, EndsAConnectionThatGoesOnSendingAfterItsRefusal) {
  EchoHandler handler;
  Options options = impatient();
  options.body_timeout = 6 * kPatience;
  options.linger_timeout = 6 * kPatience;  // So that it is the total which ends it.
  options.linger_total_timeout = milliseconds(100);
  options.connections_max = 1;
  RunningServer server(handler, options);
  Client client(server->port());
  EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000000\r\n\r\n").value_or(Reply{}).status,
            413);
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < deadline) {
    client.send("x");
    status = Client(server->port()).ask(kGet).value_or(Reply{}).status;
  }
  EXPECT_EQ(status, 200) << "its place did not become free";
}

/// The attack that the share is for: bodies that are promised, sent but for the last byte, and held.
TEST(HttpServerFault, LeavesRoomForOthersWhenOneAddressWithholdsItsBodies) {
  EchoHandler handler;
  const Options options{.bodies_bytes_max = 1'000'000, .bodies_bytes_per_address_max = 400'000};
  RunningServer server(handler, options);
  const auto post = [](std::size_t announced, std::size_t sent) {
    return "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(announced) + "\r\n\r\n" +
           std::string(sent, 'x');
  };
  std::list<Client> clients;
  for (int i = 0; i < 8; ++i) clients.emplace_back(server->port()).send(post(150'000, 149'999));
  // Two fit, whatever the order in which their bytes arrive.
  const auto refused_by = std::chrono::steady_clock::now() + kPatience;
  while (clients.size() > 2 && std::chrono::steady_clock::now() < refused_by)
    std::erase_if(clients, [](Client& client) {
      if (!client.more(milliseconds(1))) return false;
      EXPECT_EQ(client.receive().value_or(Reply{}).status, 503);
      return true;
    });
  EXPECT_EQ(clients.size(), 2U);
  EXPECT_EQ(Client(server->port(), "127.0.0.2").ask(post(300'000, 300'000)).value_or(Reply{}).status, 200);
  clients.clear();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < deadline)
    status = Client(server->port()).ask(post(300'000, 300'000)).value_or(Reply{}).status;
  EXPECT_EQ(status, 200) << "what was held was not given back";
}

TEST(HttpServerFault, EndsABodyThatTakesTooLongAltogether) {
  EchoHandler handler;
  Options options = impatient();
  options.body_bytes_per_second_min = 1;
  options.body_rate_window = kPatience;
  RunningServer server(handler, options);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n");
  const auto reply = trickle(client, 'a');
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 408);
}

TEST(HttpServerFault, ClosesIdleConnectionsWithoutAWord) {
  EchoHandler handler;
  RunningServer server(handler, impatient());
  Client silent(server->port());
  Client used(server->port());
  EXPECT_EQ(used.ask(kGet).value_or(Reply{}).status, 200);
  for (Client* client : {&silent, &used}) {
    EXPECT_FALSE(client->receive());
    EXPECT_EQ(client->unread(), "");
    EXPECT_EQ(client->wait_for_end(), Client::End::kClosed);
  }
}

TEST(HttpServerFault, DoesNotCountTheHandlersTimeAgainstTheClient) {
  EchoHandler handler;
  Options options = impatient();
  handler.on_handle = [](const HttpRequest&) {
    std::this_thread::sleep_for(milliseconds(200));
    return HttpResponse{};
  };
  RunningServer server(handler, options);
  Client client(server->port());
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).status, 200);
}

TEST(HttpServerFault, GivesUpOnAClientThatDoesNotReadItsAnswer) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) {
    return HttpResponse{
        .status = 200, .headers = {}, .body = std::string(request.head.target == "/" ? 0 : 64 << 20, 'x')};
  };
  Options options = impatient();
  options.connections_max = 1;
  RunningServer server(handler, options);
  Client client(server->port());
  client.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(client.more());
  // Its place becomes free once the server has given up.
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < deadline)
    status = Client(server->port()).ask(kGet).value_or(Reply{}).status;
  EXPECT_EQ(status, 200);
  EXPECT_FALSE(client.receive());
  EXPECT_NE(client.wait_for_end(), Client::End::kStillOpen);
}

TEST(HttpServerFault, SurvivesClientsThatGoBeforeTheirAnswer) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest&) {
    return HttpResponse{.status = 200, .headers = {}, .body = std::string(8 << 20, 'x')};
  };
  RunningServer server(handler, {.io_threads = 2});
  for (int i = 0; i < 20; ++i) {
    Client client(server->port());
    client.send(kGet);
    if (i % 2 == 0) client.more();
    if (i % 3 == 0) client.reset();
  }
  Client client(server->port());
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).status, 200);
}

TEST(HttpServerFault, TellsTheHandlerWhenItsClientHasGone) {
  for (const bool by_reset : {false, true}) {
    EchoHandler handler;
    std::promise<void> began;
    std::promise<ErrorCode> ended;
    handler.on_handle = [&](const HttpRequest& request) -> HttpResponse {
      began.set_value();
      const auto deadline = std::chrono::steady_clock::now() + kPatience;
      while (request.patience.check() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
      const auto over = request.patience.check();
      ended.set_value(over ? ErrorCode::kInternal : over.error().code);
      return {};
    };
    RunningServer server(handler);
    Client client(server->port());
    client.send(kGet);
    began.get_future().wait();
    if (by_reset)
      client.reset();
    else
      client.close();
    EXPECT_EQ(ended.get_future().get(), ErrorCode::kAbandoned);
  }
}

TEST(HttpServerFault, HoldsNoConnectionWhoseClientEndedItsSideDuringARequest) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) -> HttpResponse {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (request.patience.check() && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    return {};
  };
  RunningServer server(handler);  // With the service's own 75 s for an idle connection.
  Client client(server->port());
  client.send(kGet);
  client.half_close();
  const auto answer = client.receive();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->has("Connection: close\r\n")) << answer->head;
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
  // What was asked before the end is still answered.
  Client two(server->port());
  two.send(std::string(kGet) + std::string(kGet));
  two.half_close();
  EXPECT_TRUE(two.receive());
  EXPECT_TRUE(two.receive());
  EXPECT_EQ(two.wait_for_end(), Client::End::kClosed);
}

TEST(HttpServerFault, EndsTheBodyOfAPassingRefusalThatStalls) {
  EchoHandler handler;
  handler.on_admit = [](const HttpHead&) -> HttpHandler::Admission {
    return {.refusal = HttpResponse{.status = 429, .headers = {}, .body = "busy"}, .keeps_connection = true};
  };
  RunningServer server(handler, impatient());
  Client client(server->port());
  const auto refused = client.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nx");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 429);
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
}

TEST(HttpServerFault, TurnsAwayTheConnectionBeyondTheAddressLimit) {
  EchoHandler handler;
  RunningServer server(handler, {.connections_per_address_max = 3});
  std::vector<Client> clients;
  for (int i = 0; i < 3; ++i) clients.emplace_back(server->port());
  EXPECT_EQ(clients.back().ask(kGet).value_or(Reply{}).status, 200);
  Client beyond(server->port());
  const auto reply = beyond.receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 503);
  EXPECT_TRUE(reply->has("X-Refused:   from 127.0.0.1"));
  EXPECT_EQ(beyond.wait_for_end(), Client::End::kClosed);
  Client elsewhere(server->port(), "127.0.0.2");
  EXPECT_EQ(elsewhere.ask(kGet).value_or(Reply{}).status, 200);
  // A place that is given back can be taken again; the server notices a moment later.
  clients.clear();
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  int status = 0;
  while (status != 200 && std::chrono::steady_clock::now() < deadline)
    status = Client(server->port()).ask(kGet).value_or(Reply{}).status;
  EXPECT_EQ(status, 200);
}

TEST(HttpServerFault, SurvivesAFloodOfConnections) {
  EchoHandler handler;
  RunningServer server(handler, {.io_threads = 2, .connections_max = 20, .connections_per_address_max = 10});
  std::vector<Client> flood;
  for (int i = 0; i < 300; ++i) flood.emplace_back(server->port());
  int served = 0;
  for (Client& client : flood) served += client.ask(kGet).value_or(Reply{}).status == 200 ? 1 : 0;
  EXPECT_EQ(served, 10);
  Client elsewhere(server->port(), "127.0.0.2");
  EXPECT_EQ(elsewhere.ask(kGet).value_or(Reply{}).status, 200);
}

TEST(HttpServerFault, GoesOnAcceptingAfterAConnectionThatItHasNoMemoryFor) {
  EchoHandler handler;
  // No session can have a buffer of this size, so every one fails to open.
  RunningServer server(handler, {.header_bytes_max = std::numeric_limits<std::size_t>::max()});
  for (int i = 0; i < 3; ++i) {
    Client client(server->port());
    EXPECT_NE(client.wait_for_end(), Client::End::kStillOpen) << i;
  }
}

TEST(HttpServerFault, LimitsAllConnectionsTogether) {
  EchoHandler handler;
  RunningServer server(handler, {.connections_max = 1});
  Client first(server->port());
  EXPECT_EQ(first.ask(kGet).value_or(Reply{}).status, 200);
  EXPECT_EQ(Client(server->port(), "127.0.0.2").ask(kGet).value_or(Reply{}).status, 503);
}

TEST(HttpServerFault, StopsInTimeThoughHandlersAndClientsDoNot) {
  std::promise<void> open;
  std::atomic<int> running = 0;
  auto opened = open.get_future().share();
  EchoHandler handler;
  handler.on_handle = [&](const HttpRequest&) {
    ++running;
    opened.wait();
    return HttpResponse{};
  };
  Options options{.handler_threads = 1, .drain_timeout = milliseconds(100)};
  auto server = std::make_unique<RunningServer>(handler, options);
  std::vector<Client> clients;
  for (int i = 0; i < 4; ++i) clients.emplace_back((*server)->port()).send(kGet);
  Client half((*server)->port());
  half.send("GET / HT");
  while (running < 1) std::this_thread::yield();
  const auto begin = std::chrono::steady_clock::now();
  server->stop();
  const auto took = std::chrono::steady_clock::now() - begin;
  EXPECT_GE(took, milliseconds(100));
  EXPECT_LT(took, milliseconds(3000));
  EXPECT_EQ((*server)->handlers_running(), 1U);
  for (Client& client : clients) EXPECT_NE(client.wait_for_end(), Client::End::kStillOpen);
  EXPECT_NE(half.wait_for_end(), Client::End::kStillOpen);
  open.set_value();
  server.reset();
  EXPECT_EQ(running, 1) << "a request that waited in the queue was handled after the end";
}

TEST(HttpServerFault, ServesManyClientsAtOnce) {
  EchoHandler handler;
  RunningServer server(handler, {.io_threads = 2, .handler_threads = 4});
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      for (int round = 0; round < 10; ++round) {
        Client client(server->port());
        for (int i = 0; i < 10; ++i) {
          const std::string body(static_cast<std::size_t>(t * 1000 + i), 'x');
          const auto reply = client.ask("POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: " +
                                        std::to_string(body.size()) + "\r\n\r\n" + body);
          if (reply && reply->body == "POST /" + std::to_string(i) + "|" + body) ++right;
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(right, 400);
}

std::string mutate(std::string text, std::mt19937_64& random) {
  static const std::vector<std::string> kPieces{"\r\n",
                                                "\n",
                                                "\r",
                                                std::string(1, '\0'),
                                                " ",
                                                "\t",
                                                ":",
                                                "0",
                                                "-1",
                                                "ffffffff",
                                                "chunked",
                                                "Content-Length: 5\r\n",
                                                "Transfer-Encoding: chunked\r\n",
                                                "Host: x\r\n",
                                                "\r\n\r\n",
                                                "HTTP/1.1",
                                                "\xff",
                                                "%00",
                                                "Expect: 100-continue\r\n"};
  const auto below = [&](std::size_t bound) { return static_cast<std::size_t>(random() % bound); };
  for (std::size_t edits = 1 + below(4); edits > 0; --edits) {
    const std::size_t at = below(text.size() + 1);
    switch (below(5)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(random());
        break;
      case 1:
        text.insert(at, kPieces[below(kPieces.size())]);
        break;
      case 2:
        text.erase(at, 1 + below(8));
        break;
      case 3:
        text.resize(at);
        break;
      default:
        text.insert(at, text.substr(below(text.size() + 1), 1 + below(40)));
    }
  }
  return text;
}

/// Whatever comes, the server answers or closes, and goes on.
TEST(HttpServerFault, SurvivesMutatedRequests) {
  const std::vector<std::string> valid{
      "GET /a?b=c HTTP/1.1\r\nHost: h\r\nX-A: b\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\nhello world",
      "POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;e=f\r\n world\r\n0\r\nT: "
      "u\r\n\r\n",
      "PUT http://h/y HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
      "HEAD / HTTP/1.0\r\nConnection: keep-alive\r\n\r\nOPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n"};
  const std::uint64_t seed = std::random_device{}();
  std::mt19937_64 random(seed);
  EchoHandler handler;
  RunningServer server(handler, impatient());
  for (int round = 0; round < 2000; ++round) {
    const std::string request = mutate(valid[random() % valid.size()], random);
    Client client(server->port());
    client.send(request);
    if (round % 100 != 0) client.half_close();  // Else a timeout has to end it.
    ASSERT_NE(client.wait_for_end(), Client::End::kStillOpen)
        << "seed " << seed << " round " << round << ": " << ::testing::PrintToString(request);
  }
  Client client(server->port());
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).status, 200);
}

}  // namespace
}  // namespace mien::http_server::testing
