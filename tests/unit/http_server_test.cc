#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <vector>

#include "adapters/http_server/handler_pool.h"
#include "support/http_server_client.h"

namespace mien::http_server::testing {
namespace {

constexpr std::string_view kGet = "GET /a HTTP/1.1\r\nHost: h\r\n\r\n";

TEST(HttpServer, SaysWhichAddressItCannotListenOn) {
  EchoHandler handler;
  RunningServer first(handler);
  const auto taken = HttpServer::listen({.port = first->port()}, handler);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(taken.error().message,
            "cannot listen on 127.0.0.1:" + std::to_string(first->port()) + ": the port is in use");

  const auto foreign = HttpServer::listen({.address = "192.0.2.1"}, handler);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(foreign.error().message, "cannot listen on 192.0.2.1:0: not an address of this machine");

  const auto bad = HttpServer::listen({.address = "here"}, handler);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(bad.error().message, "cannot listen on 'here': not an IPv4 or IPv6 address");
}

TEST(HttpServer, RefusesOptionsThatCannotWork) {
  EchoHandler handler;
  for (const Options& options :
       {Options{.io_threads = 0}, Options{.handler_threads = 0}, Options{.handler_queue_max = 0},
        Options{.idle_timeout = milliseconds(0)}, Options{.stream_write_timeout = milliseconds(0)}}) {
    const auto server = HttpServer::listen(options, handler);
    ASSERT_FALSE(server);
    EXPECT_EQ(server.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(HttpServer, EndsWithoutHavingRun) {
  EchoHandler handler;
  const auto server = HttpServer::listen({}, handler);
  ASSERT_TRUE(server);
  EXPECT_NE((*server)->port(), 0);
  EXPECT_EQ((*server)->address(), "127.0.0.1");
}

TEST(HttpServer, KeepsTheConnectionForTheNextRequest) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  for (int i = 0; i < 3; ++i) {
    const auto reply = client.ask(kGet);
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
    EXPECT_EQ(reply->body, "GET /a|");
    EXPECT_TRUE(reply->has("\r\nServer: mien\r\n"));
    EXPECT_TRUE(reply->has("\r\nDate: "));
    EXPECT_TRUE(reply->has("\r\nConnection: keep-alive\r\n"));
  }
}

TEST(HttpServer, TellsTheHandlerWhoAsks) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) {
    return HttpResponse{.status = 200, .headers = {}, .body = request.head.remote_address};
  };
  RunningServer server(handler, {.address = "::"});
  Client client(server->port());
  const auto reply = client.ask(kGet);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->body, "127.0.0.1");
}

TEST(HttpServer, ClosesWhenAskedTo) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  const auto reply = client.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->has("\r\nConnection: close\r\n"));
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
}

TEST(HttpServer, SpeaksHttp10) {
  EchoHandler handler;
  RunningServer server(handler);
  Client once(server->port());
  EXPECT_EQ(once.ask("GET / HTTP/1.0\r\n\r\n").value_or(Reply{}).body, "GET /|");
  EXPECT_EQ(once.wait_for_end(), Client::End::kClosed);
  Client twice(server->port());
  for (int i = 0; i < 2; ++i) {
    const auto reply = twice.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    ASSERT_TRUE(reply);
    EXPECT_TRUE(reply->has("\r\nConnection: keep-alive\r\n"));
  }
}

TEST(HttpServer, AnswersPipelinedRequestsInOrder) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  std::string requests;
  for (int i = 0; i < 50; ++i)
    requests += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
  client.send(requests);
  for (int i = 0; i < 50; ++i) {
    const auto reply = client.receive();
    ASSERT_TRUE(reply) << i;
    EXPECT_EQ(reply->body, "POST /" + std::to_string(i) + "|abc");
  }
}

TEST(HttpServer, ReadsARequestThatArrivesByteByByte) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  for (const char c :
       std::string_view("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n"))
    client.send({&c, 1});
  EXPECT_EQ(client.receive().value_or(Reply{}).body, "POST /|ab");
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).status, 200);
}

TEST(HttpServer, ReadsLargeBodiesOfBothFramings) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) {
    return HttpResponse{.status = 200, .headers = {}, .body = request.body};
  };
  RunningServer server(handler);
  std::string body(900'001, 'x');
  for (std::size_t i = 0; i < body.size(); ++i) body[i] = static_cast<char>(i * 31 >> 3);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  EXPECT_TRUE(client.receive().value_or(Reply{}).body == body);
  std::string chunks;
  for (std::size_t at = 0; at < body.size(); at += 4096) {
    const auto piece = body.substr(at, 4096);
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    chunks += size + piece + "\r\n";
  }
  client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + "0\r\n\r\n");
  EXPECT_TRUE(client.receive().value_or(Reply{}).body == body);
}

TEST(HttpServer, SendsNoBodyToHead) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send("HEAD /a HTTP/1.1\r\nHost: h\r\n\r\n");
  const auto reply = client.receive("HEAD");
  ASSERT_TRUE(reply);
  EXPECT_TRUE(reply->has("\r\nContent-Length: 8\r\n"));
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).body, "GET /a|");
}

TEST(HttpServer, AsksForABodyOnlyOnceItIsAdmitted) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.receive().value_or(Reply{}).head, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.ask("abc").value_or(Reply{}).body, "POST /|abc");

  handler.on_admit = [](const HttpHead&) {
    return HttpHandler::Admission{.body_bytes_max = 0,
                                  .refusal = HttpResponse{.status = 403, .headers = {}, .body = "no"}};
  };
  client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(client.receive().value_or(Reply{}).status, 403);
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
}

TEST(HttpServer, SaysContinueAlsoWhereTheBodyIsUnderwayOrEmpty) {
  // What botocore needs: see BodyReader.
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  for (const std::string body : {"abc", ""}) {
    client.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
    EXPECT_EQ(client.receive().value_or(Reply{}).head, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_EQ(client.receive().value_or(Reply{}).body, "POST /|" + body);
  }
}

TEST(HttpServer, RefusesWithoutReadingTheBodyAndStillGetsHeard) {
  EchoHandler handler;
  std::atomic<int> handled = 0;
  handler.on_admit = [](const HttpHead&) {
    return HttpHandler::Admission{.body_bytes_max = 0,
                                  .refusal = HttpResponse{.status = 401, .headers = {}, .body = "who?"}};
  };
  handler.on_handle = [&](const HttpRequest&) {
    ++handled;
    return HttpResponse{};
  };
  RunningServer server(handler);
  Client client(server->port());
  // More than the socket buffers hold: a server that closed at once would reset the connection.
  EXPECT_TRUE(
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 9000000\r\n\r\n" + std::string(9'000'000, 'x')));
  const auto reply = client.receive();
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 401);
  EXPECT_EQ(reply->body, "who?");
  EXPECT_TRUE(reply->has("\r\nConnection: close\r\n"));
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
  EXPECT_EQ(handled, 0);
}

TEST(HttpServer, ThrowsAwayTheBodyOfAPassingRefusalAndServesTheNext) {
  EchoHandler handler;
  handler.on_admit = [](const HttpHead& head) -> HttpHandler::Admission {
    if (head.path() != "/busy") return {.body_bytes_max = 1024};
    return {.refusal = HttpResponse{.status = 429, .headers = {}, .body = "busy"}, .keeps_connection = true};
  };
  RunningServer server(handler);
  Client client(server->port());
  const std::string body(300'000, 'x');
  for (int i = 0; i < 3; ++i) {
    // The whole body is underway before the answer is read, as SDKs do it.
    const auto refused = client.ask("POST /busy HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + body);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 429);
    EXPECT_FALSE(refused->has("\r\nConnection: close\r\n"));
    const auto served = client.ask("POST /idle HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc");
    ASSERT_TRUE(served);
    EXPECT_EQ(served->body, "POST /idle|abc");
  }
}

TEST(HttpServer, ClosesAfterAPassingRefusalWhereNobodyKnowsWhetherTheBodyComes) {
  EchoHandler handler;
  handler.on_admit = [](const HttpHead&) -> HttpHandler::Admission {
    return {.refusal = HttpResponse{.status = 429, .headers = {}, .body = "busy"}, .keeps_connection = true};
  };
  RunningServer server(handler);
  for (const std::string rest :
       {"Expect: 100-continue\r\nContent-Length: 3\r\n\r\n", "Expect: 100-continue\r\nContent-Length: 0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n", "Content-Length: 99999999999\r\n\r\n"}) {
    Client client(server->port());
    const auto refused = client.ask("POST / HTTP/1.1\r\nHost: h\r\n" + rest);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 429);
    EXPECT_TRUE(refused->has("\r\nConnection: close\r\n")) << rest;
    client.half_close();
    EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
  }
}

TEST(HttpServer, GivesEachRequestItsPatience) {
  EchoHandler handler;
  std::vector<Patience::TimePoint> deadlines;
  handler.on_handle = [&](const HttpRequest& request) -> HttpResponse {
    deadlines.push_back(request.patience.deadline());
    EXPECT_TRUE(request.patience.check());
    return {};
  };
  const auto before = std::chrono::steady_clock::now();
  {
    RunningServer server(handler, {.answer_timeout = kPatience});
    Client client(server->port());
    ASSERT_TRUE(client.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
    ASSERT_TRUE(client.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n"));
  }
  ASSERT_EQ(deadlines.size(), 2U);
  EXPECT_GE(deadlines[0], before + kPatience);
  EXPECT_GT(deadlines[1], deadlines[0]);
}

TEST(HttpServer, ReadsAheadNoMoreThanItsBufferWhileItHandles) {
  EchoHandler handler;
  std::binary_semaphore go_on{0};
  handler.on_handle = [&](const HttpRequest& request) -> HttpResponse {
    if (request.head.path() == "/first") go_on.acquire();
    return {.status = 200, .headers = {}, .body = request.head.target + std::to_string(request.body.size())};
  };
  RunningServer server(handler);
  Client client(server->port());
  const std::string more = "POST /more HTTP/1.1\r\nHost: h\r\nContent-Length: 40000\r\n\r\n" + std::string(40'000, 'x');
  ASSERT_TRUE(client.send("GET /first HTTP/1.1\r\nHost: h\r\n\r\n" + more + more));
  go_on.release();
  EXPECT_EQ(client.receive().value_or(Reply{}).body, "/first0");
  EXPECT_EQ(client.receive().value_or(Reply{}).body, "/more40000");
  EXPECT_EQ(client.receive().value_or(Reply{}).body, "/more40000");
}

TEST(HttpServer, RefusesBodiesAboveTheAdmittedSize) {
  EchoHandler handler;
  handler.body_bytes_max = 10;
  RunningServer server(handler);
  Client declared(server->port());
  const auto refused = declared.ask("POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 413);
  EXPECT_TRUE(refused->has("X-Refused: POST /x from 127.0.0.1"));
  EXPECT_EQ(declared.wait_for_end(), Client::End::kClosed);
  Client chunked(server->port());
  EXPECT_EQ(chunked.ask("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n6\r\n")
                .value_or(Reply{})
                .status,
            413);
  Client fits(server->port());
  EXPECT_EQ(fits.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n0123456789").value_or(Reply{}).status,
            200);
}

TEST(HttpServer, RefusesMalformedRequestsAndCloses) {
  EchoHandler handler;
  RunningServer server(handler);
  struct Case {
    std::string request;
    int status;
  };
  const std::string host = "Host: h\r\n";
  for (const Case& test : {
           Case{"GET / HTTP/1.1\r\n\r\n", 400},
           Case{"GET / HTTP/2.0\r\n" + host + "\r\n", 505},
           Case{"GET / HTTP/1.1\n", 400},
           Case{"\x16\x03\x01\x02", 400},  // A TLS hello.
           Case{"POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
           Case{"POST / HTTP/1.1\r\n" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\n", 400},
           Case{"POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nz\r\n", 400},
           Case{"POST / HTTP/1.1\r\n" + host + "Expect: tea\r\nContent-Length: 3\r\n\r\n", 417},
       }) {
    Client client(server->port());
    const auto reply = client.ask(test.request);
    ASSERT_TRUE(reply) << test.request;
    EXPECT_EQ(reply->status, test.status) << test.request;
    EXPECT_TRUE(reply->has("X-Refused: ")) << test.request;
    EXPECT_TRUE(reply->has("\r\nConnection: close\r\n")) << test.request;
    EXPECT_EQ(client.wait_for_end(), Client::End::kClosed) << test.request;
  }
}

TEST(HttpServer, NeverTakesABodyForARequest) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
      "GET /smuggled HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(client.receive().value_or(Reply{}).status, 400);
  EXPECT_FALSE(client.receive());
}

/// docs/limits.md in numbers: the other tests shrink these, so this one sees that the service's are used.
TEST(HttpServer, RunsWithItsDocumentedLimitsUnlessToldOtherwise) {
  const Options options;
  EXPECT_EQ(options.io_threads, 1U);
  EXPECT_EQ(options.handler_queue_max, 256U);
  EXPECT_EQ(options.connections_max, 1024U);
  EXPECT_EQ(options.connections_per_address_max, 128U);
  EXPECT_EQ(options.streams_max, 256U);
  EXPECT_EQ(options.streams_per_address_max, 64U);
  EXPECT_EQ(options.stream_write_timeout, std::chrono::seconds(20));
  EXPECT_EQ(options.header_bytes_max, 16U << 10);
  EXPECT_EQ(options.headers_max, 100U);
  EXPECT_EQ(options.target_bytes_max, 8U << 10);
  EXPECT_EQ(options.bodies_bytes_max, 512U << 20);
  EXPECT_EQ(options.bodies_bytes_per_address_max, 128U << 20);
  EXPECT_EQ(options.bodies_bytes_unproven_max, 384U << 20);
  EXPECT_EQ(options.bodies_bytes_strangers_max, 128U << 20);
  EXPECT_EQ(options.body_bytes_per_second_min, 1024U);
  EXPECT_EQ(options.header_timeout, std::chrono::seconds(10));
  EXPECT_EQ(options.body_timeout, std::chrono::seconds(60));
  EXPECT_EQ(options.body_rate_window, std::chrono::seconds(5));
  EXPECT_EQ(options.idle_timeout, std::chrono::seconds(75));
  EXPECT_EQ(options.linger_timeout, std::chrono::seconds(2));
  EXPECT_EQ(options.linger_total_timeout, std::chrono::seconds(5));
  EXPECT_EQ(options.linger_bytes_max, 16U << 20);
  EXPECT_EQ(options.drain_timeout, std::chrono::seconds(8));
  EXPECT_EQ(options.tls_handshake_timeout, std::chrono::seconds(10));
}

TEST(HttpServer, LimitsTheHeaders) {
  EchoHandler handler;
  RunningServer server(handler);
  const auto status = [&](const std::string& request) {
    return Client(server->port()).ask(request).value_or(Reply{}).status;
  };
  const std::string start = "GET / HTTP/1.1\r\nHost: h\r\nA: ";
  EXPECT_EQ(status(start + std::string(16'384 - start.size() - 4, 'a') + "\r\n\r\n"), 200);
  EXPECT_EQ(status(start + std::string(16'384 - start.size() - 3, 'a') + "\r\n\r\n"), 431);
  EXPECT_EQ(status(start + std::string(20'000, 'a')), 431);
  EXPECT_EQ(status("GET /" + std::string(20'000, 'a')), 414);
  EXPECT_EQ(status("GET /" + std::string(8'191, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 200);
  EXPECT_EQ(status("GET /" + std::string(8'192, 'a') + " HTTP/1.1\r\nHost: h\r\n\r\n"), 414);
  std::string headers = "GET / HTTP/1.1\r\nHost: h\r\n";
  for (int i = 2; i <= 100; ++i) headers += "A" + std::to_string(i) + ": 1\r\n";
  EXPECT_EQ(status(headers + "\r\n"), 200);
  EXPECT_EQ(status(headers + "A101: 1\r\n\r\n"), 431);
}

TEST(HttpServer, LimitsTheMemoryOfAllBodies) {
  EchoHandler handler;
  RunningServer server(handler, {.bodies_bytes_max = 300'000});
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1000000\r\n\r\n" + std::string(1'000'000, 'x'));
  EXPECT_EQ(client.receive().value_or(Reply{}).status, 503);
  // What the refused one held is free again.
  for (int i = 0; i < 3; ++i) {
    Client other(server->port());
    other.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\n\r\n" + std::string(150'000, 'x'));
    EXPECT_EQ(other.receive().value_or(Reply{}).status, 200);
  }
}

TEST(HttpServer, KeepsNoMemoryOfABodyThatIsAnswered) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) -> HttpResponse {
    return {.status = 200, .headers = {}, .body = std::to_string(request.body.capacity())};
  };
  RunningServer server(handler);
  Client client(server->port());
  client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n" + std::string(500'000, 'x'));
  EXPECT_GE(std::stoul(client.receive().value_or(Reply{}).body), 500'000U);
  EXPECT_LT(std::stoul(client.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).body), 1000U);
}

TEST(HttpServer, CountsEachRequestUnderWhatItProvesItself) {
  EchoHandler handler;
  handler.on_admit = [](const HttpHead& head) -> HttpHandler::Admission {
    if (head.target == "/proven") return {.body_bytes_max = 10, .refusal = {}, .sender_is_proven = true};
    if (head.target == "/form") return {.body_bytes_max = 200'000, .refusal = {}, .sender_is_stranger = true};
    return {.refusal = HttpResponse{
                .status = 403, .headers = {}, .body = std::string(head.target == "/other" ? 200'000 : 300'000, 'x')}};
  };
  RunningServer server(handler, {.bodies_bytes_unproven_max = 250'000, .bodies_bytes_strangers_max = 100'000});
  Client client(server->port());
  EXPECT_EQ(client.ask("GET /proven HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).status, 200);
  // The connection is the same, but there is no memory for strangers, and little for those who only name a key.
  client.send("POST /form HTTP/1.1\r\nHost: h\r\nContent-Length: 150000\r\n\r\n" + std::string(150'000, 'x'));
  EXPECT_EQ(client.receive().value_or(Reply{}).status, 503);
  Client other(server->port());
  EXPECT_EQ(other.ask("GET /other HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).status, 403);
  Client third(server->port());
  EXPECT_EQ(third.ask("GET /larger HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).status, 503);
}

TEST(HttpServer, LimitsTheMemoryOfAnswersThatNobodyReads) {
  constexpr std::size_t kAnswerBytes = 20'000'000;  // More than the sockets' buffers take.
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) -> HttpResponse {
    return {
        .status = 200, .headers = {}, .body = std::string(request.head.path() == "/large" ? kAnswerBytes : 10, 'x')};
  };
  RunningServer server(handler, {.bodies_bytes_per_address_max = kAnswerBytes * 3 / 2});
  {
    Client unread(server->port());
    unread.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
    ASSERT_TRUE(unread.more());  // It is being sent.
    Client other(server->port());
    EXPECT_EQ(other.ask("GET /large HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).status, 503);
    EXPECT_EQ(other.ask("GET /small HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).status, 200);
  }
  while (server->connections() > 0) std::this_thread::yield();
  for (int i = 0; i < 3; ++i) {  // What was sent, or has nobody to be sent to, counts no longer.
    Client reader(server->port());
    EXPECT_EQ(reader.ask("GET /large HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).body.size(), kAnswerBytes);
  }
}

TEST(HttpServer, AnswersForAHandlerThatThrows) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) -> HttpResponse {
    if (request.head.target == "/throw") throw std::runtime_error("secret");
    return {};
  };
  handler.on_admit = [](const HttpHead& head) -> HttpHandler::Admission {
    if (head.target == "/throw-early") throw std::runtime_error("secret");
    return {.body_bytes_max = 10, .refusal = {}};
  };
  RunningServer server(handler);
  Client client(server->port());
  const auto reply = client.ask("GET /throw HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 500);
  EXPECT_EQ(reply->body, "internal error");
  EXPECT_EQ(client.ask(kGet).value_or(Reply{}).status, 200);
  EXPECT_EQ(client.ask("GET /throw-early HTTP/1.1\r\nHost: h\r\n\r\n").value_or(Reply{}).status, 500);
}

TEST(HttpServer, NeverSendsAHeaderThatSplitsTheAnswer) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest&) {
    return HttpResponse{.status = 200, .headers = {{"X", "a\r\nSet-Cookie: b"}}, .body = "secret"};
  };
  RunningServer server(handler);
  Client client(server->port());
  const auto reply = client.ask(kGet);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 500);
  EXPECT_FALSE(reply->has("Set-Cookie"));
  EXPECT_EQ(reply->body, "internal error");
}

/// Lets handlers start and waits with them until they are let go.
class Gate {
 public:
  void pass() {
    ++waiting_;
    opened_.wait();
  }
  void wait_for(int handlers) {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (waiting_ < handlers && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
    EXPECT_EQ(waiting_, handlers);
  }
  void open() { open_.set_value(); }

 private:
  std::atomic<int> waiting_ = 0;
  std::promise<void> open_;
  std::shared_future<void> opened_ = open_.get_future().share();
};

TEST(HttpServer, RefusesAtOnceWhenTheQueueIsFull) {
  Gate gate;
  EchoHandler handler;
  std::atomic<int> admitted = 0;
  handler.on_admit = [&](const HttpHead&) {
    ++admitted;
    return HttpHandler::Admission{.body_bytes_max = 10, .refusal = {}};
  };
  handler.on_handle = [&](const HttpRequest&) {
    gate.pass();
    return HttpResponse{.status = 200, .headers = {}, .body = "done"};
  };
  RunningServer server(handler, {.handler_threads = 1, .handler_queue_max = 1});
  Client working(server->port());
  working.send(kGet);
  gate.wait_for(1);
  // Requests on one connection are admitted and queued in one go, so the third comes after the second is in the queue.
  Client queued(server->port());
  queued.send(kGet);
  while (admitted < 2) std::this_thread::yield();
  Client refused(server->port());
  const auto reply = refused.ask(kGet);
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 503);
  EXPECT_EQ(reply->body, "too many requests");
  EXPECT_TRUE(reply->has("\r\nConnection: keep-alive\r\n"));
  gate.open();
  EXPECT_EQ(working.receive().value_or(Reply{}).body, "done");
  EXPECT_EQ(queued.receive().value_or(Reply{}).body, "done");
  EXPECT_EQ(refused.ask(kGet).value_or(Reply{}).body, "done");
}

TEST(HttpServer, AnswersAClientThatHasEndedItsHalf) {
  EchoHandler handler;
  RunningServer server(handler);
  Client client(server->port());
  client.send(kGet);
  client.half_close();
  EXPECT_EQ(client.receive().value_or(Reply{}).status, 200);
  EXPECT_EQ(client.wait_for_end(), Client::End::kClosed);
  Client cut_short(server->port());
  cut_short.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  cut_short.half_close();
  EXPECT_EQ(cut_short.receive().value_or(Reply{}).status, 400);
}

TEST(HttpServer, FinishesRequestsInProgressWhenStopped) {
  Gate gate;
  EchoHandler handler;
  handler.on_handle = [&](const HttpRequest&) {
    gate.pass();
    return HttpResponse{.status = 200, .headers = {}, .body = "done"};
  };
  RunningServer server(handler, {.io_threads = 2});
  Client idle(server->port());
  Client idle_on_the_other_thread(server->port());  // They take turns.
  Client working(server->port());
  Client uploading(server->port());
  working.send(kGet);
  uploading.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_EQ(uploading.receive().value_or(Reply{}).status, 100);
  gate.wait_for(1);
  server->stop();
  server->stop();
  for (Client* client : {&idle, &idle_on_the_other_thread})  // Then each thread knows of the stop.
    EXPECT_EQ(client->wait_for_end(), Client::End::kClosed);
  uploading.send("abc");
  gate.wait_for(2);
  gate.open();
  for (Client* client : {&working, &uploading}) {
    const auto reply = client->receive();
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->body, "done");
    EXPECT_TRUE(reply->has("\r\nConnection: close\r\n"));
    client->close();
  }
  server.stop();
  EXPECT_EQ(server->handlers_running(), 0U);
}

TEST(HandlerPool, IsIdleOnlyOnceTheJobsThreadIsDone) {
  std::promise<void> done;
  std::promise<void> go;
  HandlerPool pool(1, 1);
  pool.submit(*pool.try_reserve(), [&] {
    done.set_value();
    go.get_future().wait();
  });
  done.get_future().wait();
  const auto now = [] { return std::chrono::steady_clock::now(); };
  pool.wait_until_idle(now());
  EXPECT_EQ(pool.running(), 1U);
  go.set_value();
  pool.wait_until_idle(now() + kPatience);
  EXPECT_EQ(pool.running(), 0U);
}

TEST(HttpServer, StopsAcceptingWhenStopped) {
  EchoHandler handler;
  RunningServer server(handler);
  const auto port = server->port();
  server.stop();
  EXPECT_TRUE(HttpServer::listen({.port = port}, handler));
}

}  // namespace
}  // namespace mien::http_server::testing
