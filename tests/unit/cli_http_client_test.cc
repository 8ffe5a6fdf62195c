#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/http_client/download.h"
#include "adapters/http_client/http_client.h"
#include "adapters/model_files/model_folder.h"
#include "adapters/posix/file_io.h"
#include "fakes/temp_dir.h"
#include "support/http_server_client.h"

namespace mien::http_client {
namespace {

using http_server::testing::EchoHandler;
using http_server::testing::RunningServer;

std::string url_of(RunningServer& server, const std::string& target) {
  return "http://127.0.0.1:" + std::to_string(server->port()) + target;
}

TEST(HttpClient, SendsMethodHeadersAndBodyAndReadsTheAnswer) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) {
    return HttpResponse{.status = 418,
                        .headers = {{"X-Told", std::string(request.head.header("x-asked").value_or("nothing"))}},
                        .body = request.head.method + request.head.target + request.body};
  };
  RunningServer server(handler);
  HttpClient client;
  const std::string body("a\0b", 3);
  for (const std::string& method : std::vector<std::string>{"POST", "PUT", "PATCH"}) {
    const auto response =
        client.send({.method = method, .url = url_of(server, "/x?y=1"), .headers = {{"X-Asked", "q"}}, .body = body});
    ASSERT_TRUE(response) << response.error().message;
    EXPECT_EQ(response->status, 418);
    EXPECT_EQ(response->body, method + "/x?y=1" + body);
    EXPECT_NE(
        std::ranges::find_if(response->headers, [](const auto& h) { return h.name == "X-Told" && h.value == "q"; }),
        response->headers.end());
  }
  EXPECT_EQ(client.send({.url = url_of(server, "/g")})->body, "GET/g");
  EXPECT_EQ(client.send({.method = "DELETE", .url = url_of(server, "/d")})->body, "DELETE/d");
  const auto head = client.send({.method = "HEAD", .url = url_of(server, "/h")});
  ASSERT_TRUE(head) << head.error().message;
  EXPECT_EQ(head->body, "");
}

TEST(HttpClient, GivesUpAnAnswerBeyondTheLimit) {
  EchoHandler handler;
  RunningServer server(handler);
  HttpClient client;
  const std::string echoed = "GET /1234|";
  Request request{.url = url_of(server, "/1234")};
  request.bytes_max = echoed.size();
  ASSERT_TRUE(client.send(request));
  request.bytes_max = echoed.size() - 1;
  const auto refused = client.send(request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kImageTooLarge);
  EXPECT_EQ(refused.error().message, "The answer is larger than 9 bytes.");
  request.method = "HEAD";
  const auto announced = client.send(request);
  ASSERT_FALSE(announced);
  EXPECT_EQ(announced.error().code, ErrorCode::kImageTooLarge);
}

TEST(HttpClient, SendsThePathAsItStands) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest& request) {
    return HttpResponse{.headers = {}, .body = request.head.target};
  };
  RunningServer server(handler);
  HttpClient client;
  EXPECT_EQ(client.send({.url = url_of(server, "/a/../b/./c//d%20%2B+")})->body, "/a/../b/./c//d%20%2B+");
}

TEST(HttpClient, DoesNotFollowRedirectsByItself) {
  EchoHandler handler;
  handler.on_handle = [](const HttpRequest&) {
    return HttpResponse{.status = 302, .headers = {{"Location", "http://192.0.2.1/"}}, .body = ""};
  };
  RunningServer server(handler);
  const auto response = HttpClient().send({.url = url_of(server, "/")});
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 302);
}

TEST(HttpClient, RefusesHeadersThatWouldSmuggleOthersIn) {
  const auto refused = HttpClient().send({.url = "http://127.0.0.1:1/", .headers = {{"A", "b\r\nC: d"}}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
}

TEST(HttpClient, TellsBadAddressesFromServersThatAreAway) {
  for (const std::string& url : std::vector<std::string>{"", "ftp://127.0.0.1/", "file:///etc/hostname", "http://"}) {
    const auto refused = HttpClient().send({.url = url});
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument) << url;
  }
  EchoHandler handler;
  RunningServer server(handler);
  const std::string url = url_of(server, "/");
  server.stop();
  const auto away = HttpClient().send({.url = url});
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(away.error().message.empty());
}

/// Listens, takes one connection where `answer` is not empty, and sends it that.
class RawServer {
 public:
  explicit RawServer(std::string answer) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(socket_.get(), 4), 0);
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &length), 0);
    port_ = ntohs(address.sin_port);
    if (answer.empty()) return;
    thread_ = std::jthread([this, answer = std::move(answer)] {
      const posix::Descriptor taken(::accept(socket_.get(), nullptr, nullptr));
      static_cast<void>(posix::write_all(taken.get(), std::as_bytes(std::span(answer))));
      std::array<std::byte, 1024> asked{};
      static_cast<void>(::recv(taken.get(), asked.data(), asked.size(), 0));
    });
  }
  std::string url(const std::string& scheme) const { return scheme + "://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  posix::Descriptor socket_;
  std::uint16_t port_ = 0;
  std::jthread thread_;
};

TEST(HttpClient, TellsSilenceAndOtherProtocolsFromNobody) {
  const RawServer silent("");
  const auto late = HttpClient().send({.url = silent.url("http"), .timeout = std::chrono::milliseconds(50)});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ErrorCode::kDeadlineExceeded) << late.error().message;
  const auto no_handshake = HttpClient().send({.url = silent.url("https"), .timeout = std::chrono::milliseconds(50)});
  ASSERT_FALSE(no_handshake);
  EXPECT_EQ(no_handshake.error().code, ErrorCode::kDeadlineExceeded) << no_handshake.error().message;
  for (const std::string scheme : {"http", "https"}) {
    const RawServer foreign("SSH-2.0-Something\r\n");
    const auto answer = HttpClient().send({.url = foreign.url(scheme)});
    ASSERT_FALSE(answer);
    EXPECT_EQ(answer.error().code, ErrorCode::kIncompatible) << answer.error().message;
  }
}

TEST(HttpClient, EndsAnAnswerWhoseHeaderLinesDoNot) {
  std::string lines;
  for (int i = 0; i < 20'000; ++i) lines += "X-More: and more and more and more\r\n";
  const RawServer endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + lines);
  const auto refused = HttpClient().send({.url = endless.url("http")});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().message, "The answer has more than 524288 bytes of header lines.");
}

TEST(Download, TakesFilesAndRefusesPlainHttp) {
  const fakes::TempDir folder;
  std::ofstream(folder.path() / "f") << "abc";
  const auto bytes = download("file://" + (folder.path() / "f").string(), 3);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(bytes->size(), 3U);
  EXPECT_EQ(download("file://" + (folder.path() / "f").string(), 2).error().message,
            "The answer is larger than 2 bytes.");
  const auto plain = download("http://127.0.0.1:1/", 3);
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().code, ErrorCode::kUnavailable);
}

TEST(ModelFolder, InstallsOnlyWhatHasTheRightHash) {
  const fakes::TempDir folder;
  model_files::NetEntry net;
  net.model = "n/a.xml";
  net.files = {{"n/a.xml", "https://example.test/a", {}, 3}};
  const model_files::NetEntry* entry = &net;
  const model_files::ModelFolder models(folder.path());
  std::string asked;
  const auto wrong = models.fetch(
      {&entry, 1}, "",
      [&](const std::string& url, std::uint64_t) -> Result<std::vector<std::byte>> {
        asked = url;
        return std::vector<std::byte>(3);
      },
      [](const std::string&) {});
  ASSERT_FALSE(wrong);
  EXPECT_EQ(asked, "https://example.test/a");
  EXPECT_NE(wrong.error().message.find("is not the expected file"), std::string::npos);
  EXPECT_FALSE(std::filesystem::exists(folder.path() / "n/a.xml"));
}

}  // namespace
}  // namespace mien::http_client
