#include "api/console/session_gateway.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "core/limits.h"
#include "unit/console/gateway_world.h"

namespace mien::api {
namespace {

using namespace std::chrono_literals;
using rest::expect_problem;

class SessionGatewayTest : public ::testing::Test, protected GatewayWorld {
 protected:
  SessionGatewayTest() {
    use.operator_with_password("vera", "correct horse", Role::kVerifier);
    token_ = sign_in("ann");
  }
  std::string sign_in(const std::string& name) {
    const auto done = use.sign_in(name, "correct horse");
    EXPECT_TRUE(done) << done.error().message;
    return done->token;
  }
  HttpResponse send(const HttpRequest& request) const {
    const auto admitted = gateway.admit(request.head, "");
    if (!admitted) return admitted.error().response;
    EXPECT_TRUE(admitted->sender_is_proven);
    return gateway.handle(request, rest::World::kRequestId).response;
  }
  static HttpRequest with(HttpRequest request, std::string name, std::string value) {
    request.head.headers.push_back({std::move(name), std::move(value)});
    return request;
  }
  HttpRequest aws(std::string target, std::string type, std::string body) const {
    return with(with(bare("POST", "/", std::move(body)), "X-Amz-Target", std::move(target)), "Content-Type",
                std::move(type));
  }

  std::string token_;
};

TEST_F(SessionGatewayTest, SpeaksEveryProtocolWithTheSessionsKey) {
  EXPECT_EQ(send(as(bare("GET", "/v1/people"), token_)).body, R"({"people":[]})");
  const auto listed = send(as(aws("RekognitionService.ListCollections", "application/x-amz-json-1.1", "{}"), token_));
  EXPECT_EQ(listed.status, 200) << listed.body;
  EXPECT_NE(listed.body.find("people"), std::string::npos);
  const auto tables = send(as(aws("DynamoDB_20120810.ListTables", "application/x-amz-json-1.0", "{}"), token_));
  EXPECT_EQ(tables.body, R"({"TableNames":[]})");
  const auto roles = send(as(with(bare("POST", "/", "Action=ListRoles&Version=2010-05-08"), "Content-Type",
                                  "application/x-www-form-urlencoded; charset=utf-8"),
                             token_));
  EXPECT_NE(roles.body.find("ListRolesResult"), std::string::npos) << roles.body;
  EXPECT_EQ(send(as(bare("GET", "/2015-03-31/functions"), token_)).body, R"({"NextMarker":null,"Functions":[]})");
  const auto stored = [&] {
    EXPECT_EQ(send(as(bare("PUT", "/photos"), token_)).status, 200);
    return send(as(bare("PUT", "/photos/a%20b/%C3%B6.txt", "hello"), token_));
  }();
  EXPECT_EQ(stored.status, 200) << stored.body;
  const auto read = send(as(bare("GET", "/photos/a%20b/%C3%B6.txt"), token_));
  EXPECT_EQ(read.body, "hello");
  EXPECT_NE(send(as(bare("GET", "/photos?list-type=2&prefix=a%20b%2F"), token_)).body.find("<KeyCount>1"),
            std::string::npos);
}

TEST_F(SessionGatewayTest, OwnsWhatSaysThatItComesWithASession) {
  EXPECT_TRUE(gateway.owns(as(bare("GET", "/v1/people"), token_).head));
  EXPECT_FALSE(gateway.owns(bare("GET", "/v1/people").head));
  EXPECT_FALSE(gateway.owns(as(bare("DELETE", "/v1/session"), token_).head));
  EXPECT_FALSE(gateway.owns(as(bare("POST", "/v1/session/lock"), token_).head));
  EXPECT_TRUE(gateway.owns(as(bare("GET", "/v1/sessions"), token_).head));
}

TEST_F(SessionGatewayTest, RefusesWhoeverLacksCookieOrCsrfToken) {
  const std::string other = sign_in("ann");
  const auto right = as(bare("GET", "/v1/people"), token_);
  const auto without = [&](std::string_view name) {
    HttpRequest request = right;
    std::erase_if(request.head.headers, [&](const HttpHeader& header) { return header.name == name; });
    return request;
  };
  const std::vector<HttpRequest> wrong{
      without("Cookie"),
      with(without("Cookie"), "Cookie", "mien_session=guess"),
      with(without("Cookie"), "Cookie", "xmien_session=" + token_),
      with(right, "Cookie", "mien_session=" + other),
      with(without("Authorization"), "Authorization", "Mien-Session"),
      with(without("Authorization"), "Authorization", "Mien-Session " + csrf_token_of(other)),
      with(without("Authorization"), "Authorization", "Mien-Session " + token_),
  };
  for (const HttpRequest& request : wrong) {
    if (!gateway.owns(request.head)) continue;  // Then it is nobody's who is signed in, either.
    const auto answer = send(request);
    expect_problem(answer, 401, "unauthenticated");
    EXPECT_EQ(header_of(answer, "WWW-Authenticate"), R"(Mien-Session realm="mien")")
        << "a browser would ask its user for a password at Basic";
  }
}

TEST_F(SessionGatewayTest, RefusesPagesOfAnotherOriginWhateverTheyBring) {
  auto request = as(bare("GET", "/v1/people"), token_);
  for (HttpHeader& header : request.head.headers)
    if (header.name == "Sec-Fetch-Site") header.value = "cross-site";
  expect_problem(send(request), 403, "access_denied", "another origin");
}

TEST_F(SessionGatewayTest, MayWhatTheRoleOfTheKeyMay) {
  const std::string vera = sign_in("vera");
  expect_problem(send(as(bare("GET", "/v1/people"), vera)), 403, "access_denied");
  EXPECT_EQ(send(as(bare("PUT", "/photos"), vera)).status, 403);
  const auto listed = send(as(aws("RekognitionService.ListCollections", "application/x-amz-json-1.1", "{}"), vera));
  EXPECT_NE(listed.body.find("AccessDeniedException"), std::string::npos) << listed.body;
}

TEST_F(SessionGatewayTest, BelievesNoCredentialsOfThePages) {
  // What a page adds is not signed for it: neither another's date nor another's hash.
  const auto request = with(with(as(bare("PUT", "/photos"), token_), "X-Amz-Date", "20200101T000000Z"),
                            "X-Amz-Content-Sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
  EXPECT_EQ(send(request).status, 200);
}

TEST_F(SessionGatewayTest, EndsWithSessionKeyAndLock) {
  const auto request = as(bare("GET", "/v1/people"), token_);
  ASSERT_TRUE(use.sessions.lock(token_));
  expect_problem(send(request), 401, "session_locked");
  ASSERT_TRUE(use.sessions.unlock(token_));
  EXPECT_EQ(send(request).status, 200);
  const auto key = use.sessions.find(token_)->access_key_id;
  ASSERT_TRUE(app::RevokeKey(key_ports, "ROOT", world.base.sources).run(key, "ROOT"));
  expect_problem(send(request), 401, "unauthenticated");
}

TEST_F(SessionGatewayTest, TakesForPresenceWhatTheOperatorAsksOnly) {
  const auto request = as(bare("GET", "/v1/people"), token_);
  world.base.clock.advance(14min);
  EXPECT_EQ(send(with(request, "Mien-Background", "1")).status, 200);
  world.base.clock.advance(1min);
  expect_problem(send(request), 401, "session_locked");
  ASSERT_TRUE(use.sessions.unlock(token_));
  world.base.clock.advance(14min);
  EXPECT_EQ(send(request).status, 200);
  world.base.clock.advance(14min);
  EXPECT_EQ(send(request).status, 200);
}

TEST_F(SessionGatewayTest, RefusesInTheProtocolsForm) {
  const auto refused = gateway.refuse(as(bare("PUT", "/photos/key"), token_).head, 413, "Too large.", "");
  EXPECT_NE(refused.response.body.find("<Code>EntityTooLarge</Code>"), std::string::npos) << refused.response.body;
  const auto problem = gateway.refuse(as(bare("POST", "/v1/people"), token_).head, 413, "Too large.", "");
  expect_problem(problem.response, 413, "body_too_large");
  expect_problem(gateway.refuse(as(bare("POST", "/v1/people"), "guess").head, 413, "Too large.", "").response, 413,
                 "body_too_large");
}

TEST(SessionCookieTest, KeepsTheTokenFromScriptsAndOtherSites) {
  const SessionCookie http(SessionCookie::Scheme::kHttp);
  EXPECT_EQ(http.set("TOKEN", 60s).value, "mien_session=TOKEN; Path=/; HttpOnly; SameSite=Strict; Max-Age=60");
  EXPECT_EQ(http.clear().value, "mien_session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  const SessionCookie https(SessionCookie::Scheme::kHttps);
  EXPECT_EQ(https.set("TOKEN", 60s).value,
            "__Host-mien_session=TOKEN; Path=/; HttpOnly; SameSite=Strict; Max-Age=60; Secure");
}

TEST(SessionCookieTest, IsFoundAmongOthersAndNeverOneOfTwo) {
  const SessionCookie cookie(SessionCookie::Scheme::kHttp);
  const auto find = [&](std::vector<HttpHeader> headers) {
    const HttpHead head{.method = "GET", .target = "/", .headers = std::move(headers), .remote_address = {}};
    const auto found = cookie.find(head);
    return found ? std::string(*found) : "-";
  };
  EXPECT_EQ(find({{"Cookie", "mien_session=a"}}), "a");
  EXPECT_EQ(find({{"cookie", "x=1;mien_session=a ; y=2"}}), "a");
  EXPECT_EQ(find({{"Cookie", "mien_session="}}), "");
  for (const std::string_view none : {"", ";;", "mien_session", "mien_sessions=a", "Mien_session=a", "a=mien_session"})
    EXPECT_EQ(find({{"Cookie", std::string(none)}}), "-") << none;
  EXPECT_EQ(find({{"Cookie", "mien_session=a; mien_session=b"}}), "-");
  EXPECT_EQ(find({{"Cookie", "mien_session=a"}, {"Cookie", "mien_session=b"}}), "-");
}

}  // namespace
}  // namespace mien::api
