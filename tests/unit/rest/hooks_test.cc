#include <gtest/gtest.h>

#include "api/auth/permissions.h"
#include "api/rest/hook_token.h"
#include "core/limits.h"
#include "unit/rest/world.h"

namespace mien::api::rest {
namespace {

constexpr std::string_view kToken = "0123456789abcdef~token";
constexpr std::string_view kPath = "/v1/hooks/s3";

std::string record(std::string_view key, std::string_view sequencer = "0055AED6DCD90281E5") {
  return R"({"eventName":"ObjectCreated:Put","eventTime":"t","s3":{"bucket":{"name":"photos"},"object":{"key":")" +
         std::string(key) + R"(","eTag":"e","sequencer":")" + std::string(sequencer) + R"("}}})";
}
std::string records(std::string_view records) { return R"({"Records":[)" + std::string(records) + "]}"; }

/// Without credentials.
HttpRequest event(std::string_view query, std::string body, std::string content_type = "application/json") {
  HttpRequest request =
      World::request("POST", std::string(kPath) + std::string(query), std::move(body), std::move(content_type));
  std::erase_if(request.head.headers, [](const HttpHeader& header) { return header.name == "Authorization"; });
  return request;
}
HttpRequest with(HttpRequest request, std::string authorization) {
  request.head.headers.push_back({"Authorization", std::move(authorization)});
  return request;
}

class RestHooksTest : public ::testing::Test {
 protected:
  Task delivery(std::uint64_t number, TaskState state) {
    NewTask task{.id = {base_id(number)},
                 .kind = TaskKind::kWebhook,
                 .target = number % 2 == 0 ? "even" : "odd",
                 .once_key = std::to_string(number),
                 .bucket = "photos",
                 .key = "k",
                 .payload = encode_text_map({{"type", "match"}, {"upload_id", "u"}, {"intake", "i"}, {"name", "Ann"}}),
                 .created = world_.base.clock.now()};
    EXPECT_TRUE(world_.tasks.add(std::span(&task, 1)));
    EXPECT_TRUE(world_.tasks.advance({.id = task.id,
                                      .state = state,
                                      .due = task.created,
                                      .now = task.created,
                                      .outcome = "bad_status",
                                      .reason = "The server answered with status 500."},
                                     {}));
    return world_.tasks.find(task.id).value();
  }
  static Uuid base_id(std::uint64_t number) {
    Uuid id;
    id.bytes[15] = static_cast<std::uint8_t>(number);
    return id;
  }
  World world_;
};

TEST_F(RestHooksTest, TakeEventsFromKeysAndFromWhoeverHasTheToken) {
  const std::string body = records(record("index/Ann+B.jpg"));
  const std::string query = "?token=" + std::string(kToken);
  EXPECT_EQ(world_.send(event(query, body)).body, R"({"accepted":1,"duplicates":0,"ignored":0})");
  EXPECT_EQ(world_.send(with(event("", body), "Bearer " + std::string(kToken))).body,
            R"({"accepted":0,"duplicates":1,"ignored":0})");
  EXPECT_EQ(world_.send(World::json("POST", std::string(kPath), body)).body,
            R"({"accepted":0,"duplicates":1,"ignored":0})");
  const auto tasks = world_.tasks.list({}, {.after = {}, .limit = 9})->items;
  ASSERT_EQ(tasks.size(), 1U);
  EXPECT_EQ(tasks[0].what.key, "index/Ann B.jpg");
  EXPECT_TRUE(tasks[0].what.payload.contains("hook%3As3")) << "who brought it";
  EXPECT_EQ(world_.send(event(query + "&source=minio", records(record("other.jpg")))).body,
            R"({"accepted":0,"duplicates":0,"ignored":1})");
  expect_problem(world_.send(event(query + "&source=other", body)), 400, "invalid_argument", "no source");
}

TEST_F(RestHooksTest, RefuseWhoeverHasNeither) {
  const std::string body = records(record("index/a.jpg"));
  const std::string right(kToken);
  for (const std::string& query : {std::string(), "?token=" + right + "x", std::string("?token="), "?Token=" + right,
                                   "?token=" + right + "&token=" + right, "?token=%zz&token=" + right})
    expect_problem(world_.send(event(query, body)), 401, "unauthenticated");
  for (const std::string& value :
       {"Bearer " + right + "x", std::string("Bearer"), right, "Basic " + right, "Token " + right})
    expect_problem(world_.send(with(event("", body), value)), 401, "unauthenticated");
  expect_problem(world_.send(with(event("?token=" + right, body), "Basic AAAA")), 401, "unauthenticated");
  auto twice = with(event("", body), "Bearer " + right);
  twice.head.headers.push_back({"authorization", "Bearer " + right});
  expect_problem(world_.send(twice), 400, "malformed_request");
  // Before the body, too.
  ASSERT_FALSE(world_.api.admit(event("", body).head, ""));
  ASSERT_TRUE(world_.api.admit(event("?token=" + right, body).head, ""));
  EXPECT_TRUE(world_.api.admit(event("?token=" + right, body).head, "")->sender_is_proven);
  EXPECT_TRUE(world_.tasks.list({}, {.after = {}, .limit = 9})->items.empty());
}

TEST_F(RestHooksTest, LetTheTokenInNowhereElse) {
  auto listing = World::request("GET", "/v1/webhooks/deliveries?token=" + std::string(kToken));
  std::erase_if(listing.head.headers, [](const HttpHeader& header) { return header.name == "Authorization"; });
  expect_problem(world_.send(listing), 401, "unauthenticated");
  listing.head.target = "/v1/people";
  expect_problem(world_.send(with(listing, "Bearer " + std::string(kToken))), 401, "unauthenticated");
  listing.head.target = std::string(kPath);
  expect_problem(world_.send(with(listing, "Bearer " + std::string(kToken))), 401, "unauthenticated");
  const RestApi without(world_.hooks.routes(), world_.base.keys);
  expect_problem(without.handle(event("?token=" + std::string(kToken), "{}"), "").response, 401, "unauthenticated");
}

TEST_F(RestHooksTest, BelongToTheRolesThatEnroll) {
  EXPECT_TRUE(may(Role::kEnroller, "rest", "receive_s3_events"));
  EXPECT_FALSE(may(Role::kVerifier, "rest", "receive_s3_events"));
  EXPECT_FALSE(may(Role::kAuditor, "rest", "receive_s3_events"));
  EXPECT_TRUE(may(Role::kAuditor, "rest", "list_deliveries"));
  EXPECT_FALSE(may(Role::kVerifier, "rest", "list_deliveries"));
  EXPECT_FALSE(may(Role::kAuditor, "rest", "retry_delivery"));
}

TEST_F(RestHooksTest, TakeOneMegabyteOfJsonOrText) {
  const std::string query = "?token=" + std::string(kToken);
  EXPECT_EQ(world_.send(event(query, records(record("index/a.jpg")), "text/plain; charset=UTF-8")).status, 200);
  for (const std::string type : {"", "application/xml", "application/x-www-form-urlencoded"})
    expect_problem(world_.send(event(query, "{}", type)), 415, "unsupported_media_type");
  HttpRequest large = event(query, "");
  large.head.headers.push_back({"Content-Length", std::to_string(limits::kHookBodyBytesMax)});
  ASSERT_TRUE(world_.api.admit(large.head, ""));
  EXPECT_EQ(world_.api.admit(large.head, "")->body_bytes_max, limits::kHookBodyBytesMax);
  large.head.headers.back().value = std::to_string(limits::kHookBodyBytesMax + 1);
  ASSERT_FALSE(world_.api.admit(large.head, ""));
  EXPECT_EQ(world_.api.admit(large.head, "").error().response.status, 413);
  EXPECT_EQ(world_.send(event(query, std::string(limits::kHookBodyBytesMax + 1, ' '))).status, 413);
}

TEST_F(RestHooksTest, AnswerWhatTheyCannotReadOrKeep) {
  const std::string query = "?token=" + std::string(kToken);
  expect_problem(world_.send(event(query, "{")), 400, "invalid_argument");
  expect_problem(world_.send(event(query, records(record("index/%00")))), 400, "invalid_argument");
  expect_problem(world_.send(event(query + "&x=1", records(""))), 400, "invalid_argument");
  world_.tasks.set_down(true);
  expect_problem(world_.send(event(query, records(record("index/a.jpg")))), 503, "unavailable");
}

TEST_F(RestHooksTest, ConfirmSubscriptionsOfAmazonOnly) {
  const auto handshake = [](std::string_view origin) {
    return R"({"Type":"SubscriptionConfirmation","SubscribeURL":")" + std::string(origin) +
           R"(/?Action=ConfirmSubscription&Token=t"})";
  };
  const std::string query = "?token=" + std::string(kToken);
  EXPECT_EQ(world_.send(event(query, handshake("https://sns.us-east-1.amazonaws.com"), "text/plain")).body,
            R"({"accepted":0,"duplicates":0,"ignored":0,"subscriptions":1})");
  expect_problem(world_.send(event(query, handshake("https://evil.example"))), 400, "invalid_argument", "Amazon's SNS");
  const auto listed = world_.get("/v1/webhooks/deliveries").body;
  EXPECT_TRUE(listed.contains(R"("webhook":"sns:subscription","type":"subscription","state":"waiting")")) << listed;
  EXPECT_FALSE(listed.contains("Token=")) << listed;
}

TEST_F(RestHooksTest, KeepNothingOfABodyThatIsRefused) {
  const std::string query = "?token=" + std::string(kToken);
  const auto both = [](std::string_view origin, std::string_view key) {
    return R"([{"Type":"SubscriptionConfirmation","SubscribeURL":")" + std::string(origin) +
           R"(/?Action=ConfirmSubscription&Token=t"},)" + records(record(key)) + "]";
  };
  constexpr std::string_view kAmazon = "https://sns.us-east-1.amazonaws.com";
  expect_problem(world_.send(event(query, both(kAmazon, "index/%00"))), 400, "invalid_argument", "key of an object");
  expect_problem(world_.send(event(query + "&source=other", both(kAmazon, "index/a.jpg"))), 400, "invalid_argument",
                 "no source");
  expect_problem(world_.send(event(query, both("https://evil.example", "index/a.jpg"))), 400, "invalid_argument",
                 "Amazon's SNS");
  EXPECT_TRUE(world_.tasks.list({}, {.after = {}, .limit = 9})->items.empty());
  EXPECT_EQ(world_.send(event(query, both(kAmazon, "index/a.jpg"))).body,
            R"({"accepted":1,"duplicates":0,"ignored":0,"subscriptions":1})");
}

TEST_F(RestHooksTest, ListDeliveriesWithoutSayingWhoseFaceItWas) {
  delivery(1, TaskState::kFailed);
  delivery(2, TaskState::kDone);
  delivery(3, TaskState::kWaiting);
  const auto listed = [&](std::string_view query) {
    return world_.get("/v1/webhooks/deliveries" + std::string(query)).body;
  };
  EXPECT_FALSE(listed("").contains("Ann"));
  EXPECT_EQ(listed("?state=failed"),
            R"({"deliveries":[{"id":"00000000-0000-0000-0000-000000000001","webhook":"odd","type":"match",)"
            R"("upload_id":"u","intake":"i","bucket":"photos","key":"k","state":"failed","outcome":"bad_status",)"
            R"("reason":"The server answered with status 500.","attempts":1,"created_at":"2023-11-14T22:13:20.000Z",)"
            R"("updated_at":"2023-11-14T22:13:20.000Z"}]})");
  EXPECT_TRUE(listed("?webhook=even").contains("\"state\":\"done\""));
  EXPECT_FALSE(listed("?webhook=even").contains("odd"));
  EXPECT_TRUE(listed("?state=waiting").contains("next_attempt_at"));
  EXPECT_TRUE(listed("?page_size=2").contains("next_page_token"));
  for (const std::string query : {"?state=open", "?state=x", "?page_size=0", "?page_token=x", "?x=1"})
    EXPECT_EQ(world_.get("/v1/webhooks/deliveries" + query).status, 400) << query;
}

TEST_F(RestHooksTest, SendDeliveriesAgain) {
  const Task failed = delivery(1, TaskState::kFailed);
  const Task done = delivery(2, TaskState::kDone);
  const auto retry = [&](const std::string& id) {
    return world_.send(World::request("POST", "/v1/webhooks/deliveries/" + id + "/retry"));
  };
  const auto again = retry(failed.what.id.text());
  EXPECT_EQ(again.status, 202) << again.body;
  EXPECT_TRUE(again.body.contains(R"("state":"waiting","attempts":0)")) << again.body;
  EXPECT_EQ(world_.wakes, 1);
  expect_problem(retry(done.what.id.text()), 409, "not_retryable");
  expect_problem(retry("00000000-0000-0000-0000-0000000000ff"), 404, "not_found");
  expect_problem(retry("x"), 404, "not_found");
  // An upload is no delivery.
  ASSERT_EQ(world_.send(event("?token=" + std::string(kToken), records(record("index/a.jpg")))).status, 200);
  const auto upload = world_.tasks.list({.kind = TaskKind::kIntake}, {.after = {}, .limit = 1})->items.at(0);
  expect_problem(retry(upload.what.id.text()), 404, "not_found");
}

TEST(HookToken, KeepsItsRules) {
  EXPECT_TRUE(HookToken::parse(std::nullopt));
  EXPECT_TRUE(HookToken::parse(std::string(limits::kHookTokenBytesMin, 'a')));
  EXPECT_TRUE(HookToken::parse(std::string(limits::kHookTokenBytesMax, 'a')));
  for (const std::string& wrong :
       {std::string(limits::kHookTokenBytesMin - 1, 'a'), std::string(limits::kHookTokenBytesMax + 1, 'a'),
        std::string("0123456789abcde "), std::string("0123456789abcdef&x"), std::string("0123456789abcdef\n"),
        std::string()}) {
    const auto refused = HookToken::parse(wrong);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_TRUE(wrong.empty() || !refused.error().message.contains(wrong));
  }
  HttpHead head;
  head.target = "/v1/hooks/s3?token=";
  EXPECT_FALSE(HookToken::parse(std::nullopt)->opens(head)) << "none is no empty one";
}

}  // namespace
}  // namespace mien::api::rest
