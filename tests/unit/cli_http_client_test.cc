#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "adapters/http_client/download.h"
#include "adapters/http_client/http_client.h"
#include "adapters/model_files/model_folder.h"
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
  EXPECT_EQ(refused.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(refused.error().message, "The answer is larger than 9 bytes.");
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
