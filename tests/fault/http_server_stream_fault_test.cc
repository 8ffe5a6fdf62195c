#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <future>
#include <random>
#include <string>
#include <thread>

#include "fakes/fake_stream.h"
#include "fault/rounds.h"
#include "support/stream_client.h"
#include "support/tls_server.h"

namespace mien::http_server::testing {
namespace {

using fakes::FakeStream;

constexpr std::string_view kGet = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

/// So much lies in the buffers of system and server, at most, of what a client does not read.
constexpr std::size_t kUnreadBytesMax = std::size_t{8} * 1024 * 1024;

void give(EchoHandler& handler, FakeStream& stream) {
  handler.on_handle = [&stream](const HttpRequest&) {
    return HttpResponse{.status = 200, .headers = {}, .body = {}, .stream = stream.body()};
  };
}

enum class Leaving : std::uint8_t { kClose, kHalfClose, kReset };

TEST(HttpServerStreamFault, LetsGoWhenTheClientLeaves) {
  for (const Leaving leaving : {Leaving::kClose, Leaving::kHalfClose, Leaving::kReset}) {
    EchoHandler handler;
    FakeStream stream;
    give(handler, stream);
    RunningServer server(handler);
    Client client(server->port());
    client.send(kGet);
    ASSERT_TRUE(eventually([&] { return stream.started(); }));
    if (leaving == Leaving::kClose) client.close();
    if (leaving == Leaving::kHalfClose) client.half_close();
    if (leaving == Leaving::kReset) client.reset();
    EXPECT_TRUE(eventually([&] { return stream.gone() && server->streams() == 0 && server->connections() == 0; }))
        << static_cast<int>(leaving);
  }
}

TEST(HttpServerStreamFault, CutsOffAClientThatDoesNotRead) {
  EchoHandler handler;
  FakeStream stream;
  stream.flood();
  give(handler, stream);
  RunningServer server(handler, {.stream_write_timeout = milliseconds(100)});
  Client client(server->port());
  client.send(kGet);
  EXPECT_TRUE(eventually([&] { return stream.gone() && server->connections() == 0; }));
  EXPECT_LT(stream.taken(), kUnreadBytesMax);
  ChunkReader reader(client);
  reader.head();
  EXPECT_FALSE(reader.reads_to_the_end()) << "what was cut off must not look whole";
}

TEST(HttpServerStreamFault, TakesNoMoreThanTheClientReads) {
  EchoHandler handler;
  FakeStream stream;
  stream.flood();
  give(handler, stream);
  RunningServer server(handler);
  Client client(server->port());
  client.send(kGet);
  ChunkReader reader(client);
  reader.head();
  std::size_t read = 0;
  while (read < 2 * kUnreadBytesMax) {
    read += reader.read(64 * 1024).size();
    ASSERT_LT(stream.taken(), read + kUnreadBytesMax);
  }
}

TEST(HttpServerStreamFault, StopsAtOnceThoughAClientDoesNotRead) {
  EchoHandler handler;
  FakeStream stream;
  stream.flood();
  give(handler, stream);
  RunningServer server(handler);
  Client client(server->port());
  client.send(kGet);
  // Until nothing more goes out.
  std::size_t before = 0;
  do {
    before = stream.taken();
    std::this_thread::sleep_for(milliseconds(20));
  } while (before == 0 || stream.taken() != before);
  const auto began = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, limits::kLingerTimeout);
  EXPECT_TRUE(stream.gone());
}

TEST(HttpServerStreamFault, EndsAStreamThatBeginsWhileTheServerStops) {
  EchoHandler handler;
  FakeStream stream;
  std::promise<void> handling;
  std::promise<void> go_on;
  handler.on_handle = [&](const HttpRequest&) {
    handling.set_value();
    go_on.get_future().wait();
    return HttpResponse{.status = 200, .headers = {}, .body = {}, .stream = stream.body()};
  };
  RunningServer server(handler);
  Client client(server->port());
  client.send(kGet);
  handling.get_future().wait();
  std::jthread stopping([&] { server.stop(); });
  // Once it stops, nobody is taken any more.
  ASSERT_TRUE(eventually([&] {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in there{};
    there.sin_family = AF_INET;
    there.sin_port = htons(server->port());
    there.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool refused = ::connect(socket, reinterpret_cast<const sockaddr*>(&there), sizeof there) != 0;
    ::close(socket);
    return refused;
  }));
  go_on.set_value();
  ChunkReader reader(client);
  EXPECT_NE(reader.head().find("200 OK"), std::string::npos);
  EXPECT_TRUE(reader.reads_to_the_end());
}

TEST(HttpServerStreamFault, SurvivesClientsThatComeAndGoWhileItIsWoken) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  std::mutex mutex;
  std::deque<FakeStream> streams;
  EchoHandler handler;
  handler.on_handle = [&](const HttpRequest&) {
    const std::scoped_lock lock(mutex);
    return HttpResponse{.status = 200, .headers = {}, .body = {}, .stream = streams.emplace_back().body()};
  };
  RunningServer server(handler, {.io_threads = 2});
  std::jthread producer([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      const std::scoped_lock lock(mutex);
      for (FakeStream& stream : streams) stream.push("event\n");
      while (streams.size() > 50) streams.pop_front();
    }
  });
  const int rounds = fault::rounds(300);
  for (int i = 0; i < rounds; ++i) {
    Client client(server->port());
    client.send(kGet);
    if (random() % 3 > 0) client.more();
    if (random() % 2 == 0) client.reset();
  }
  producer.request_stop();
  producer.join();
  EXPECT_TRUE(eventually([&] { return server->streams() == 0; }));
}

class HttpServerStreamTls : public TlsServerTest {};

TEST_F(HttpServerStreamTls, SendsListensAndEndsInGoodOrder) {
  FakeStream stream;
  give(handler_, stream);
  RunningServer server(handler_, with_tls());
  TlsClient asking = client(server);
  ASSERT_TRUE(asking.handshake());
  asking.send(kGet);
  ChunkReader reader(asking);
  EXPECT_NE(reader.head().find("chunked"), std::string::npos);
  for (int i = 0; i < 50; ++i) {
    const std::string bit = std::to_string(i) + std::string(static_cast<std::size_t>(i) * 1000, '.');
    stream.push(bit);
    EXPECT_EQ(reader.read(bit.size()), bit);
  }
  server.stop();
  EXPECT_TRUE(reader.reads_to_the_end());
  EXPECT_TRUE(asking.ends_in_good_order());
}

TEST_F(HttpServerStreamTls, LetsGoWhenTheClientLeavesOrDoesNotRead) {
  for (const bool reads : {true, false}) {
    FakeStream stream;
    give(handler_, stream);
    if (!reads) stream.flood();
    Options options = with_tls();
    options.stream_write_timeout = milliseconds(100);
    RunningServer server(handler_, options);
    TlsClient asking = client(server);
    ASSERT_TRUE(asking.handshake());
    asking.send(kGet);
    ASSERT_TRUE(eventually([&] { return stream.started(); }));
    if (reads) asking.end_writing();
    EXPECT_TRUE(eventually([&] { return stream.gone() && server->connections() == 0; }));
    EXPECT_LT(stream.taken(), kUnreadBytesMax);
  }
}

}  // namespace
}  // namespace mien::http_server::testing
