#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <stop_token>
#include <string>

#include "ports/http_sender.h"

namespace mien {

/// What every adapter of ports/http_sender.h must do. An adapter takes part with a default-constructible type that has
///   HttpSender& sender()
///   std::string url()                 of a server that answers, without a slash at its end
///   void serve(Handler)               what the server answers from now on
///   void close()                      nobody answers there any more
template <class Sender>
class HttpSenderContract : public testing::Test {
 protected:
  using Handler = std::function<HttpResponse(const HttpRequest&)>;
  Result<HttpResponse> send(HttpSending request, const Patience& patience = {}) {
    if (request.url.starts_with('/')) request.url = world_.url() + request.url;
    return world_.sender().send(request, patience);
  }
  static std::string header(const HttpResponse& response, std::string_view name) {
    HttpHead head;
    head.headers = response.headers;
    return std::string(head.header(name).value_or(""));
  }
  Sender world_;
};
TYPED_TEST_SUITE_P(HttpSenderContract);

TYPED_TEST_P(HttpSenderContract, SendsWhatItIsToldAndGivesTheAnswer) {
  this->world_.serve([](const HttpRequest& request) {
    return HttpResponse{.status = 418,
                        .headers = {{"X-Told", std::string(request.head.header("x-asked").value_or("nothing"))}},
                        .body = request.head.method + " " + request.head.target + "|" + request.body};
  });
  const std::string body("a\0b", 3);
  const auto posted =
      this->send({.method = "POST", .url = "/x/../%2f?y=+1", .headers = {{"X-Asked", "q"}}, .body = body});
  ASSERT_TRUE(posted) << posted.error().message;
  EXPECT_EQ(posted->status, 418);
  EXPECT_EQ(posted->body, "POST /x/../%2f?y=+1|" + body);
  EXPECT_EQ(this->header(*posted, "x-told"), "q");
  EXPECT_EQ(this->send({.url = "/g"})->body, "GET /g|");
  EXPECT_EQ(this->send({.method = "DELETE", .url = "/d"})->body, "DELETE /d|");
  EXPECT_EQ(this->send({.method = "HEAD", .url = "/h"})->body, "");
}

TYPED_TEST_P(HttpSenderContract, RefusesOrCutsAnAnswerThatIsTooLong) {
  this->world_.serve(
      [](const HttpRequest&) { return HttpResponse{.status = 202, .headers = {}, .body = "0123456789"}; });
  EXPECT_EQ(this->send({.url = "/", .answer_bytes_max = 10})->body, "0123456789");
  const auto refused = this->send({.url = "/", .answer_bytes_max = 9});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kImageTooLarge);
  const auto cut = this->send({.url = "/", .answer_bytes_max = 4, .overlong = HttpSending::Overlong::kCut});
  ASSERT_TRUE(cut) << cut.error().message;
  EXPECT_EQ(cut->status, 202);
  EXPECT_EQ(cut->body, "0123");
  EXPECT_EQ(this->send({.url = "/", .answer_bytes_max = 0, .overlong = HttpSending::Overlong::kCut})->status, 202);
  EXPECT_EQ(this->send({.url = "/"})->body, "0123456789") << "the next is whole";
}

TYPED_TEST_P(HttpSenderContract, FollowsNoRedirect) {
  this->world_.serve([](const HttpRequest&) {
    return HttpResponse{.status = 307, .headers = {{"Location", "http://192.0.2.1/"}}, .body = ""};
  });
  const auto answer = this->send({.method = "POST", .url = "/", .body = "b"});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 307);
}

TYPED_TEST_P(HttpSenderContract, TellsWhatCannotBeSentFromServersThatAreAway) {
  for (const std::string url : {"", "ftp://127.0.0.1/", "file:///etc/hostname"}) {
    const auto refused = this->world_.sender().send({.url = url}, {});
    ASSERT_FALSE(refused) << url;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument) << url;
  }
  EXPECT_EQ(this->send({.url = "/", .headers = {{"A", "b\r\nC: d"}}}).error().code, ErrorCode::kInvalidArgument);
  this->world_.close();
  const auto away = this->send({.url = "/"});
  ASSERT_FALSE(away);
  EXPECT_EQ(away.error().code, ErrorCode::kUnavailable);
  EXPECT_FALSE(away.error().message.empty());
}

TYPED_TEST_P(HttpSenderContract, SendsNothingForWhomNobodyWaits) {
  bool asked = false;
  this->world_.serve([&](const HttpRequest&) {
    asked = true;
    return HttpResponse{};
  });
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(this->send({.url = "/"}, Patience(stop.get_token(), Patience::TimePoint::max())).error().code,
            ErrorCode::kAbandoned);
  EXPECT_FALSE(asked);
}

REGISTER_TYPED_TEST_SUITE_P(HttpSenderContract, SendsWhatItIsToldAndGivesTheAnswer, RefusesOrCutsAnAnswerThatIsTooLong,
                            FollowsNoRedirect, TellsWhatCannotBeSentFromServersThatAreAway,
                            SendsNothingForWhomNobodyWaits);

}  // namespace mien
