#include <gtest/gtest.h>

#include <string>

#include "api/json/parse.h"
#include "api/rest/json_shapes.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

/// Routes about sessions and operators; nobody is signed in at first.
class RestSessionTest : public ::testing::Test {
 protected:
  RestSessionTest() { world_.console.operator_with_password("ann", "correct horse", Role::kAdmin); }

  /// Of a page of the console, with the cookie that was set last.
  HttpResponse send(std::string method, std::string path, std::string body = {}) {
    HttpRequest request;
    request.head.method = std::move(method);
    request.head.target = std::move(path);
    request.head.headers = {{"Host", "localhost:8080"}, {"Sec-Fetch-Site", "same-origin"}};
    request.head.remote_address = "192.0.2.1";
    if (!body.empty()) request.head.headers.push_back({"Content-Type", "application/json"});
    if (!token_.empty()) {
      request.head.headers.push_back({"Cookie", "mien_session=" + token_});
      if (says_csrf_token_) request.head.headers.push_back({"Authorization", "Mien-Session " + csrf_token_of(token_)});
    }
    request.body = std::move(body);
    HttpResponse answer = world_.send(request);
    for (const HttpHeader& header : answer.headers)
      if (header.name == "Set-Cookie") token_ = header.value.substr(13, header.value.find(';') - 13);
    return answer;
  }
  HttpResponse sign_in(const std::string& password = "correct horse") {
    return send("POST", "/v1/session", R"({"name":"ann","password":")" + password + R"("})");
  }
  static std::string member(const HttpResponse& answer, std::string_view name) {
    const auto body = parse_json(answer.body);
    if (!body || !body->is_object() || !body->get_object().contains(name)) return "-";
    const auto& value = body->at(name);
    return value.is_string() ? std::string(std::string_view(value.get_string())) : json_text(value);
  }

  World world_;
  std::string token_;
  bool says_csrf_token_ = true;
};

TEST_F(RestSessionTest, BeginsGoesOnAndEnds) {
  EXPECT_EQ(send("GET", "/v1/session").body, R"({"state":"signed_out","first_start":false})");
  const auto signed_in = sign_in();
  EXPECT_EQ(signed_in.status, 200) << signed_in.body;
  EXPECT_EQ(member(signed_in, "name"), "ann");
  EXPECT_EQ(member(signed_in, "role"), "admin");
  EXPECT_EQ(member(signed_in, "kind"), "console");
  EXPECT_EQ(member(signed_in, "csrf_token"), csrf_token_of(token_));
  EXPECT_EQ(member(signed_in, "idle_lock_s"), "900");
  EXPECT_EQ(signed_in.body.find(token_), std::string::npos) << "scripts never see it";
  EXPECT_EQ(send("GET", "/v1/session").body, signed_in.body);
  EXPECT_EQ(send("DELETE", "/v1/session").status, 204);
  EXPECT_EQ(token_, "");
  EXPECT_EQ(member(send("GET", "/v1/session"), "state"), "signed_out");
}

TEST_F(RestSessionTest, RefusesAWrongPasswordWithoutMakingTheBrowserAsk) {
  const auto refused = sign_in("wrong horse");
  expect_problem(refused, 401, "unauthenticated", "The name or the password is wrong.");
  EXPECT_EQ(header_of(refused, "WWW-Authenticate"), R"(Mien-Session realm="mien")");
  for (std::uint32_t i = 1; i < limits::kSignInFailuresPerName; ++i) sign_in("wrong horse");
  const auto slow = sign_in();
  expect_problem(slow, 429, "overloaded");
  EXPECT_NE(header_of(slow, "Retry-After"), "");
}

TEST_F(RestSessionTest, LocksAndOpensAgain) {
  sign_in();
  EXPECT_EQ(send("POST", "/v1/session/lock").status, 204);
  EXPECT_EQ(member(send("GET", "/v1/session"), "state"), "locked");
  expect_problem(send("POST", "/v1/session/kiosk"), 401, "session_locked");
  expect_problem(send("POST", "/v1/session/password", R"({"password":"correct horse","new_password":"another horse"})"),
                 401, "session_locked");
  expect_problem(send("POST", "/v1/session/unlock", R"({"password":"wrong horse"})"), 401, "unauthenticated");
  EXPECT_EQ(member(send("POST", "/v1/session/unlock", R"({"password":"correct horse"})"), "state"), "open");
  EXPECT_EQ(member(send("GET", "/v1/session"), "state"), "open");
}

TEST_F(RestSessionTest, ChangesNothingWithoutTheCsrfToken) {
  sign_in();
  says_csrf_token_ = false;
  for (const std::string_view path : {"/v1/session/lock", "/v1/session/kiosk"})
    expect_problem(send("POST", std::string(path)), 401, "unauthenticated");
  expect_problem(send("DELETE", "/v1/session"), 401, "unauthenticated");
  expect_problem(send("POST", "/v1/session/unlock", R"({"password":"correct horse"})"), 401, "unauthenticated");
  EXPECT_EQ(member(send("GET", "/v1/session"), "state"), "open") << "what only reads goes by the cookie";
}

TEST_F(RestSessionTest, BecomesAKiosksAndNoMore) {
  sign_in();
  const std::string before = token_;
  const auto kiosk = send("POST", "/v1/session/kiosk");
  EXPECT_EQ(member(kiosk, "kind"), "kiosk") << kiosk.body;
  EXPECT_EQ(member(kiosk, "role"), "verifier");
  EXPECT_NE(token_, before);
  expect_problem(send("POST", "/v1/session/kiosk"), 400, "invalid_argument");
  expect_problem(send("POST", "/v1/session/lock"), 400, "invalid_argument");
  token_ = before;
  EXPECT_EQ(member(send("GET", "/v1/session"), "state"), "signed_out");
}

TEST_F(RestSessionTest, OpensByALinkOnce) {
  const auto invited = world_.send(World::json("POST", "/v1/operators", R"({"name":"bo","role":"enroller"})"));
  EXPECT_EQ(invited.status, 201) << invited.body;
  const std::string link = member(invited, "token");
  const auto purpose = send("POST", "/v1/session/link", R"({"token":")" + link + R"("})");
  EXPECT_EQ(purpose.body, R"({"purpose":"invitation","name":"bo","role":"enroller"})");
  const auto with_password = R"({"token":")" + link + R"(","password":"correct horse"})";
  const auto opened = send("POST", "/v1/session/link", with_password);
  EXPECT_EQ(member(opened, "name"), "bo") << opened.body;
  expect_problem(send("POST", "/v1/session/link", with_password), 404, "not_found");
  const auto again = world_.send(World::request("POST", "/v1/operators/bo/link"));
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(member(send("POST", "/v1/session/link", R"({"token":")" + member(again, "token") + R"("})"), "purpose"),
            "reset");
  expect_problem(send("POST", "/v1/session/link", R"({"token":"guess"})"), 404, "not_found");
}

TEST_F(RestSessionTest, TellsWhoTheOperatorsAre) {
  EXPECT_EQ(world_.get("/v1/operators").body, R"({"operators":[{"name":"ann","role":"admin","access_key_id":"AKID1",)"
                                              R"("created_at":"2023-11-14T22:13:20.000Z","has_password":true}]})");
  EXPECT_EQ(world_.send(World::request("DELETE", "/v1/operators/ann")).status, 204);
  expect_problem(world_.send(World::request("DELETE", "/v1/operators/ann")), 404, "not_found");
  expect_problem(world_.send(World::request("POST", "/v1/operators/ann/link")), 404, "not_found");
  expect_problem(world_.send(World::json("POST", "/v1/operators", R"({"name":"Ann","role":"admin"})")), 400,
                 "invalid_argument");
  expect_problem(world_.send(World::json("POST", "/v1/operators", R"({"name":"bo","role":"boss"})")), 400,
                 "invalid_argument", "role must be");
  EXPECT_EQ(member(send("GET", "/v1/session"), "first_start"), "true");
}

TEST_F(RestSessionTest, RefusesBodiesThatItDoesNotKnow) {
  for (const std::string_view body : {"[]", "{}", R"({"name":"ann"})", R"({"name":"ann","password":1})",
                                      R"({"name":"ann","password":"x","more":"y"})", "not json"})
    expect_problem(send("POST", "/v1/session", std::string(body)), 400, "invalid_argument");
  expect_problem(send("POST", "/v1/session?x=1", "{}"), 400, "invalid_argument");
  expect_problem(send("POST", "/v1/session", R"({"name":")" + std::string(limits::kSmallBodyBytesMax, 'x') + "\"}"),
                 413, "body_too_large");
}

}  // namespace
}  // namespace mien::api::rest
