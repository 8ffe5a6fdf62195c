#include "bench/http_answer.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace mien::cli {
namespace {

using State = HttpAnswer::State;

TEST(HttpAnswer, IsReadInWhateverPiecesItComes) {
  const std::string_view text = "HTTP/1.1 200 OK\r\nServer: x\r\ncontent-LENGTH:  5\r\n\r\nhello";
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    HttpAnswer answer;
    EXPECT_EQ(answer.feed(text.substr(0, cut)), State::kIncomplete) << cut;
    EXPECT_EQ(answer.feed(text.substr(cut)), State::kComplete) << cut;
    EXPECT_EQ(answer.status(), 200);
    EXPECT_EQ(answer.body(), "hello");
    EXPECT_FALSE(answer.closes());
  }
}

TEST(HttpAnswer, PassesOverInterimAnswers) {
  HttpAnswer answer;
  EXPECT_EQ(answer.feed("HTTP/1.1 100 Continue\r\n\r\n"), State::kIncomplete);
  EXPECT_EQ(answer.feed("HTTP/1.1 204 No\r\nContent-Length: 0\r\nConnection: Close\r\n\r\n"), State::kComplete);
  EXPECT_EQ(answer.status(), 204);
  EXPECT_TRUE(answer.closes());
}

TEST(HttpAnswer, IsUsedAgainAfterItWasCleared) {
  HttpAnswer answer;
  EXPECT_EQ(answer.feed("HTTP/1.1 400 Bad\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"), State::kComplete);
  answer.clear();
  EXPECT_EQ(answer.feed("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"), State::kComplete);
  EXPECT_EQ(answer.body(), "x");
  EXPECT_FALSE(answer.closes());
}

TEST(HttpAnswer, RefusesWhatItCannotFrame) {
  for (const char* text :
       {"SSH-2.0-x\r\n\r\n", "HTTP/1.1 xx OK\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n"}) {
    HttpAnswer answer;
    EXPECT_EQ(answer.feed(text), State::kBroken) << text;
  }
  HttpAnswer answer;
  EXPECT_EQ(answer.feed("HTTP/1.1 200 OK\r\nA: " + std::string(70'000, 'a')), State::kBroken);
}

TEST(HttpAnswer, NamesErrorsAsTheirSurfaceDoes) {
  const auto code_of = [](const std::string& body) {
    HttpAnswer answer;
    answer.feed("HTTP/1.1 429 No\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    return answer.code();
  };
  EXPECT_EQ(code_of(R"({"__type":"ThrottlingException","message":"m"})"), "ThrottlingException");
  EXPECT_EQ(code_of(R"({"code": "overloaded"})"), "overloaded");
  EXPECT_EQ(code_of(R"({"code":7})"), "429");
  EXPECT_EQ(code_of(R"({"code":"cut)"), "429");
  EXPECT_EQ(code_of(""), "429");
}

}  // namespace
}  // namespace mien::cli
