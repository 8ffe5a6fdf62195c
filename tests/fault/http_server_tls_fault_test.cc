#include <gtest/gtest.h>

#include <algorithm>
#include <list>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "support/tls_server.h"

namespace mien::http_server::testing {
namespace {

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

class HttpServerTlsFault : public TlsServerTest {
 protected:
  Options impatient() const {
    Options options{.header_timeout = milliseconds(300),
                    .body_timeout = milliseconds(300),
                    .body_rate_window = milliseconds(40),
                    .idle_timeout = milliseconds(300),
                    .linger_timeout = milliseconds(40)};
    options.tls = tls_;
    options.tls_handshake_timeout = milliseconds(300);
    return options;
  }
  /// A whole request is answered; others may hold the places for a while.
  void expect_service(RunningServer& server) const {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    int status = 0;
    while (status != 200 && std::chrono::steady_clock::now() < deadline) {
      TlsClient one = client(server);
      if (one.handshake()) status = one.ask(kGet).value_or(Reply{}).status;
    }
    EXPECT_EQ(status, 200);
  }
  /// What a client sends first.
  static std::string client_hello() {
    const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free);
    const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), &SSL_free);
    BIO* const out = BIO_new(BIO_s_mem());
    SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);
    SSL_connect(ssl.get());
    char* text = nullptr;
    const auto size = static_cast<std::size_t>(BIO_get_mem_data(out, &text));
    ERR_clear_error();
    return std::string(text, size);
  }
};

TEST_F(HttpServerTlsFault, EndsHandshakesThatStallWhereverTheyDo) {
  RunningServer server(handler_, impatient());
  const std::string hello = client_hello();
  std::list<Client> stalled;
  for (const std::size_t sent : {std::size_t{0}, std::size_t{1}, std::size_t{5}, hello.size() / 2, hello.size()})
    stalled.emplace_back(server->port()).send(hello.substr(0, sent));
  for (Client& client : stalled) EXPECT_NE(client.wait_for_end(), Client::End::kStillOpen);
  expect_service(server);
}

TEST_F(HttpServerTlsFault, EndsAHandshakeThatTrickles) {
  RunningServer server(handler_, impatient());
  Client client(server->port());
  bool ended = false;
  for (const char byte : client_hello()) {
    if (!client.send({&byte, 1})) ended = true;
    if (client.more(milliseconds(5)) || ended) break;
  }
  EXPECT_NE(client.wait_for_end(), Client::End::kStillOpen);
}

TEST_F(HttpServerTlsFault, ClosesOnGarbage) {
  RunningServer server(handler_, with_tls());
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::minstd_rand random(seed);
  std::string hello = client_hello();
  for (int round = 0; round < 60; ++round) {
    std::string bytes(200, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random());
    if (round % 3 == 0) bytes.replace(0, 3, "\x16\x03\x01");
    if (round % 3 == 1) {
      bytes = hello;
      for (int i = 0; i < 4; ++i) bytes[5 + random() % (bytes.size() - 5)] ^= static_cast<char>(1 + random() % 255);
    }
    if ((bytes[0] >= 'A' && bytes[0] <= 'Z') || (bytes[0] >= 'a' && bytes[0] <= 'z')) bytes[0] = 0;
    Client client(server->port());
    client.send(bytes);
    client.half_close();
    EXPECT_NE(client.wait_for_end(), Client::End::kStillOpen) << round;
  }
  expect_service(server);
}

TEST_F(HttpServerTlsFault, LosesNothingWhenClientsCloseInTheMiddle) {
  RunningServer server(handler_, with_tls());
  const std::string hello = client_hello();
  for (std::size_t sent = 0; sent < hello.size(); sent += 40) {
    Client gone(server->port());
    gone.send(hello.substr(0, sent));
    if (sent % 80 == 0) gone.reset();
  }
  for (int i = 0; i < 10; ++i) {
    TlsClient gone = client(server);
    ASSERT_TRUE(gone.handshake());
    gone.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc");
    if (i % 2 == 0) gone.raw().reset();
  }
  expect_service(server);
}

TEST_F(HttpServerTlsFault, CountsHalfOpenHandshakesAndServesAgainWhenTheyEnd) {
  Options options = with_tls();
  options.connections_per_address_max = 8;
  RunningServer server(handler_, options);
  std::list<Client> half_open;
  const std::string hello = client_hello();
  for (int i = 0; i < 8; ++i) half_open.emplace_back(server->port()).send(hello);
  for (Client& one : half_open) ASSERT_TRUE(one.more());  // The server has answered: it counts them all.
  TlsClient turned_away = client(server);
  ASSERT_TRUE(turned_away.handshake()) << turned_away.error();
  EXPECT_EQ(turned_away.ask(kGet).value_or(Reply{}).status, 503);
  half_open.clear();
  expect_service(server);
}

TEST_F(HttpServerTlsFault, ServesOthersWhileManyHandshakesStall) {
  Options options = with_tls();
  options.connections_per_address_max = 200;
  RunningServer server(handler_, options);
  std::list<Client> half_open;
  const std::string hello = client_hello();
  for (int i = 0; i < 150; ++i) half_open.emplace_back(server->port()).send(i % 2 == 0 ? hello : hello.substr(0, 50));
  expect_service(server);
}

TEST_F(HttpServerTlsFault, DoesNotWaitForHandshakesWhenStopped) {
  RunningServer server(handler_, with_tls());
  Client half_open(server->port());
  half_open.send(client_hello());
  ASSERT_TRUE(half_open.more());
  server.stop();  // The test's own time limit is what tells: a handshake may take 10 s.
  EXPECT_NE(half_open.wait_for_end(), Client::End::kStillOpen);
}

TEST_F(HttpServerTlsFault, RefusesRenegotiation) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server, {.version_max = TLS1_2_VERSION});
  ASSERT_TRUE(one.handshake());
  ASSERT_TRUE(one.ask(kGet));
  ASSERT_EQ(SSL_renegotiate(one.ssl()), 1);
  EXPECT_NE(SSL_do_handshake(one.ssl()), 1);
  expect_service(server);
}

TEST_F(HttpServerTlsFault, FollowsKeyUpdatesWithoutEnd) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server, {.version_min = TLS1_3_VERSION});
  ASSERT_TRUE(one.handshake());
  for (int i = 0; i < 30; ++i) {
    ASSERT_EQ(SSL_key_update(one.ssl(), SSL_KEY_UPDATE_REQUESTED), 1);
    ASSERT_EQ(one.ask(kGet).value_or(Reply{}).status, 200) << i;
  }
}

TEST_F(HttpServerTlsFault, DropsARecordThatWasChanged) {
  RunningServer server(handler_, with_tls());
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  ASSERT_TRUE(one.ask(kGet));
  one.raw().send(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x'));
  EXPECT_FALSE(one.more());
  EXPECT_TRUE(one.error().ends_with("alert bad record mac")) << one.error();
}

TEST_F(HttpServerTlsFault, EndsARecordThatIsNeverWhole) {
  RunningServer server(handler_, impatient());
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  ASSERT_TRUE(one.ask(kGet));
  one.raw().send(std::string("\x17\x03\x03\x40\x00", 5) + std::string(100, 'x'));
  EXPECT_NE(one.raw().wait_for_end(), Client::End::kStillOpen);
  expect_service(server);
}

TEST_F(HttpServerTlsFault, EndsBodiesThatStall) {
  Options options = impatient();
  options.body_timeout = 6 * kPatience;  // So that it is the rate which ends it.
  options.body_bytes_per_second_min = 1'000'000;
  RunningServer server(handler_, options);
  TlsClient one = client(server);
  ASSERT_TRUE(one.handshake());
  one.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\nabc");
  EXPECT_EQ(one.receive().value_or(Reply{}).status, 408);
}

TEST_F(HttpServerTlsFault, GivesUpOnAClientThatDoesNotReadItsAnswer) {
  handler_.on_handle = [](const HttpRequest& request) {
    return HttpResponse{
        .status = 200, .headers = {}, .body = std::string(request.head.target == "/" ? 0 : 32 << 20, 'x')};
  };
  Options options = impatient();
  options.connections_max = 1;
  RunningServer server(handler_, options);
  TlsClient stalled = client(server);
  ASSERT_TRUE(stalled.handshake());
  stalled.send("GET /large HTTP/1.1\r\nHost: h\r\n\r\n");
  ASSERT_TRUE(stalled.more());
  expect_service(server);  // Its place becomes free once the server has given up.
  EXPECT_FALSE(stalled.receive());
  EXPECT_FALSE(stalled.ends_in_good_order());
}

TEST_F(HttpServerTlsFault, SurvivesAFloodOfConnections) {
  Options options = impatient();
  options.io_threads = 2;
  options.connections_max = 20;
  options.connections_per_address_max = 20;
  RunningServer server(handler_, options);
  std::vector<std::thread> floods;
  for (int i = 0; i < 4; ++i)
    floods.emplace_back([&, i] {
      std::minstd_rand random(static_cast<unsigned>(i));
      const std::string hello = client_hello();
      for (int round = 0; round < 60; ++round) {
        if (round % 4 == 0) {
          TlsClient one = client(server);
          if (one.handshake()) one.ask(kGet);
          continue;
        }
        Client one(server->port());
        one.send(hello.substr(0, random() % hello.size()));
        if (round % 4 == 1) one.reset();
      }
    });
  for (auto& flood : floods) flood.join();
  expect_service(server);
}

}  // namespace
}  // namespace mien::http_server::testing
