#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "api/functions/function_gateway.h"
#include "api/functions/proxy_answer.h"
#include "api/functions/proxy_event.h"
#include "api/functions/s3_event.h"
#include "api/json/parse.h"
#include "core/limits.h"
#include "core/percent.h"
#include "fakes/fake_clock.h"
#include "fakes/fake_functions.h"
#include "fakes/fake_ids.h"

namespace mien::api::functions {
namespace {

ObjectEvent event_of(std::string key) {
  return {.name = "ObjectCreated:Put",
          .bucket = "faces",
          .key = std::move(key),
          .sequence = 0x2A,
          .bytes = 1024,
          .etag = "d41d8cd98f00b204e9800998ecf8427e",
          .content_type = "image/jpeg",
          .metadata = {},
          .at = Timestamp(std::chrono::milliseconds(1'700'000'000'123)),
          .actor = "AKIDEXAMPLE",
          .source_address = "127.0.0.1"};
}

boost::json::object object_in(const std::string& event) {
  return parse_json(event)
      .value()
      .as_object()["Records"]
      .as_array()[0]
      .as_object()["s3"]
      .as_object()["object"]
      .as_object();
}

TEST(S3Event, LooksAsS3MakesIt) {
  EXPECT_EQ(s3_event_json(event_of("index/Ada Lovelace.jpg"), KeyForm::kEncoded, "faces", Account{}),
            R"({"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",)"
            R"("eventTime":"2023-11-14T22:13:20.123Z","eventName":"ObjectCreated:Put",)"
            R"("userIdentity":{"principalId":"AWS:AKIDEXAMPLE"},"requestParameters":{"sourceIPAddress":"127.0.0.1"},)"
            R"("responseElements":{"x-amz-request-id":"000000000000002A"},"s3":{"s3SchemaVersion":"1.0",)"
            R"("configurationId":"faces","bucket":{"name":"faces","ownerIdentity":{"principalId":"123456789012"},)"
            R"("arn":"arn:aws:s3:::faces"},"object":{"key":"index/Ada+Lovelace.jpg","size":1024,)"
            R"("eTag":"d41d8cd98f00b204e9800998ecf8427e","sequencer":"000000000000002A"}}}]})");
}

TEST(S3Event, EncodesKeysOrLeavesThem) {
  const std::string key = "a b/+%&~*'(\xE1\xBB\x85).jpg";
  EXPECT_EQ(object_in(s3_event_json(event_of(key), KeyForm::kEncoded, "", {}))["key"].as_string(),
            "a+b/%2B%25%26%7E*%27%28%E1%BB%85%29.jpg");
  EXPECT_EQ(object_in(s3_event_json(event_of(key), KeyForm::kRaw, "", {}))["key"].as_string(), key);
}

TEST(S3Event, CanAlwaysBeDecoded) {
  const auto seed = std::random_device{}();
  std::mt19937 random(seed);
  for (int round = 0; round < 200; ++round) {
    std::string key(random() % 40, ' ');
    for (char& c : key) c = static_cast<char>(0x20 + random() % 0x5F);
    const auto encoded = object_in(s3_event_json(event_of(key), KeyForm::kEncoded, "", {}))["key"].as_string();
    std::string spaced(encoded);
    std::ranges::replace(spaced, '+', ' ');
    EXPECT_EQ(percent_decode(spaced), key) << "seed " << seed;
  }
}

TEST(S3Event, SaysNothingOfWhatIsGone) {
  ObjectEvent event = event_of("a");
  event.name = "ObjectRemoved:Delete";
  const auto object = object_in(s3_event_json(event, KeyForm::kEncoded, "", {}));
  EXPECT_FALSE(object.contains("size"));
  EXPECT_FALSE(object.contains("eTag"));
}

HttpRequest request_of(std::string method, std::string target, std::string type = {}, std::string body = {}) {
  HttpRequest request{.head = {.method = std::move(method),
                               .target = std::move(target),
                               .headers = {{"Host", "localhost:8080"}, {"User-Agent", "test"}},
                               .remote_address = "127.0.0.1"},
                      .body = std::move(body)};
  if (!type.empty()) request.head.headers.push_back({"Content-Type", std::move(type)});
  return request;
}

std::string event_json(const HttpRequest& request, const ProxyRoute& route = {.resource = "/employee"}) {
  const Account account;
  return proxy_event_json(request, route,
                          {account, "request-1", Timestamp(std::chrono::milliseconds(1'700'000'000'123))})
      .value();
}
boost::json::object event_object(const HttpRequest& request, const ProxyRoute& route = {.resource = "/employee"}) {
  return parse_json(event_json(request, route)).value().as_object();
}

TEST(ProxyEvent, LooksAsApiGatewayMakesIt) {
  EXPECT_EQ(
      event_json(request_of("GET", "/dev/employee?objectKey=a%20b&x=1&x=2"), {.resource = "/employee", .stage = "dev"}),
      R"({"resource":"/employee","path":"/employee","httpMethod":"GET",)"
      R"("headers":{"Host":"localhost:8080","User-Agent":"test"},)"
      R"("multiValueHeaders":{"Host":["localhost:8080"],"User-Agent":["test"]},)"
      R"("queryStringParameters":{"objectKey":"a b","x":"2"},)"
      R"("multiValueQueryStringParameters":{"objectKey":["a b"],"x":["1","2"]},)"
      R"("pathParameters":null,"stageVariables":null,"requestContext":{"resourcePath":"/employee",)"
      R"("httpMethod":"GET","path":"/dev/employee","stage":"dev","accountId":"123456789012","apiId":"mien",)"
      R"("requestId":"request-1","protocol":"HTTP/1.1","domainName":"localhost",)"
      R"("requestTime":"14/Nov/2023:22:13:20 +0000","requestTimeEpoch":1700000000123,)"
      R"("identity":{"sourceIp":"127.0.0.1","userAgent":"test"}},"body":null,"isBase64Encoded":false})");
}

TEST(ProxyEvent, GivesATextAsItIsAndOtherBytesInBase64) {
  const auto body = [](std::string type, std::string text) {
    auto event = event_object(request_of("POST", "/", std::move(type), std::move(text)));
    return std::string(event["body"].as_string()) + (event["isBase64Encoded"].as_bool() ? " base64" : "");
  };
  EXPECT_EQ(body("application/json; charset=utf-8", "{\"a\":\"\xC3\xBC\"}"), "{\"a\":\"\xC3\xBC\"}");
  EXPECT_EQ(body("TEXT/plain", "a"), "a");
  EXPECT_EQ(body("application/problem+json", "{}"), "{}");
  EXPECT_EQ(body("", "a"), "a");
  EXPECT_EQ(body("image/jpeg", "a"), "YQ== base64");
  EXPECT_EQ(body("multipart/form-data; boundary=x", "a"), "YQ== base64");
  EXPECT_EQ(body("text/plain", "\xFF"), "/w== base64");
}

TEST(ProxyEvent, HidesCredentialsThatTheServerHasChecked) {
  HttpRequest request = request_of("GET", "/employee");
  request.head.headers.push_back({"authorization", "Basic c2VjcmV0"});
  EXPECT_EQ(event_json(request).find("c2VjcmV0"), std::string::npos);
  EXPECT_NE(event_json(request, {.resource = "/employee", .credentials = Credentials::kPassedOn}).find("c2VjcmV0"),
            std::string::npos);
}

TEST(ProxyEvent, NamesPathParameters) {
  auto event =
      event_object(request_of("PUT", "/dev/bucket/a%2Fb"), {.resource = "/{bucket}/{key}",
                                                            .stage = "dev",
                                                            .path = "/bucket/a%2Fb",
                                                            .path_parameters = {{"bucket", "bucket"}, {"key", "a/b"}}});
  EXPECT_EQ(event["path"].as_string(), "/bucket/a%2Fb");
  EXPECT_EQ(event["pathParameters"].as_object()["key"].as_string(), "a/b");
}

TEST(ProxyEvent, RefusesAQueryThatCannotBeRead) {
  const Account account;
  const auto event = proxy_event_json(request_of("GET", "/?a=%zz"), {.resource = "/"}, {account, "r", {}});
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().code, ErrorCode::kInvalidArgument);
}

TEST(ProxyAnswer, IsStatusHeadersAndBody) {
  const auto answer =
      parse_proxy_answer(R"({"statusCode":201,"headers":{"X-A":"b","X-Number":7,"X-True":true,"X-Null":null},)"
                         R"("multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"x-a":["c"]},"body":"{\"a\":\"ü\"}"})")
          .value();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "{\"a\":\"\xC3\xBC\"}");
  std::string headers;
  for (const auto& [name, value] : answer.headers) headers += name + "=" + value + ";";
  EXPECT_EQ(headers, "Set-Cookie=a=1;Set-Cookie=b=2;x-a=c;X-Number=7;X-True=true;Content-Type=application/json;");
}

TEST(ProxyAnswer, MayBeBytes) {
  const auto answer = parse_proxy_answer(
      R"({"statusCode":"200","headers":{"content-type":"image/png"},"body":"/w==","isBase64Encoded":true})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "\xFF");
  EXPECT_EQ(answer->headers.size(), 1U);
}

TEST(ProxyAnswer, HasNoBodyWhereThereIsNone) {
  EXPECT_EQ(parse_proxy_answer(R"({"statusCode":204,"body":"x"})").value().body, "");
  EXPECT_EQ(parse_proxy_answer(R"({"statusCode":204})").value().headers.size(), 0U);
  EXPECT_EQ(parse_proxy_answer(R"({"statusCode":200,"body":null})").value().body, "");
}

TEST(ProxyAnswer, DoesNotTouchTheConnection) {
  const auto answer =
      parse_proxy_answer(R"({"statusCode":200,"headers":{"Content-Length":"9","transfer-encoding":"chunked",)"
                         R"("Connection":"close","X-Request-Id":"x","Content-Type":"text/plain"}})")
          .value();
  ASSERT_EQ(answer.headers.size(), 1U);
  EXPECT_EQ(answer.headers[0].name, "Content-Type");
}

TEST(ProxyAnswer, IsMalformedOtherwise) {
  const std::string many = [] {
    std::string out = R"({"statusCode":200,"multiValueHeaders":{"a":[)";
    for (int i = 0; i < 101; ++i) out += i == 0 ? "1" : ",1";
    return out + "]}}";
  }();
  for (const std::string& payload :
       {std::string(),
        std::string("null"),
        std::string("\"text\""),
        std::string("[]"),
        std::string("{}"),
        std::string(R"({"statusCode":null})"),
        std::string(R"({"statusCode":99})"),
        std::string(R"({"statusCode":600})"),
        std::string(R"({"statusCode":200.5})"),
        std::string(R"({"statusCode":"ok"})"),
        std::string(R"({"statusCode":101})"),
        std::string(R"({"statusCode":200,"body":{}})"),
        std::string(R"({"statusCode":200,"body":"x","isBase64Encoded":true})"),
        std::string(R"({"statusCode":200,"isBase64Encoded":"true"})"),
        std::string(R"({"statusCode":200,"headers":[]})"),
        std::string(R"({"statusCode":200,"headers":{"a b":"c"}})"),
        std::string(R"({"statusCode":200,"headers":{"":"c"}})"),
        std::string(R"({"statusCode":200,"headers":{"a":"b\r\nc: d"}})"),
        std::string(R"({"statusCode":200,"headers":{"a":{}}})"),
        std::string(R"({"statusCode":200,"multiValueHeaders":{"a":"b"}})"),
        std::string(R"({"statusCode":200,"statusCode":200})"),
        R"({"statusCode":200,"headers":{"a":")" + std::string(limits::kHeaderBytesMax, 'x') + R"("}})",
        many}) {
    const auto answer = parse_proxy_answer(payload);
    ASSERT_FALSE(answer) << payload;
    EXPECT_EQ(answer.error().code, ErrorCode::kInvalidArgument);
  }
}

class FunctionGatewayTest : public ::testing::Test {
 protected:
  FunctionGateway::Answer serve() { return gateway_.serve(request_of("GET", "/employee"), "door", {.resource = "/"}); }
  fakes::FakeRunner runner_;
  fakes::FakeClock clock_;
  fakes::FakeIds ids_;
  Account account_;
  FunctionGateway gateway_{runner_, clock_, ids_, account_};
};

TEST_F(FunctionGatewayTest, GivesTheHandlersAnswer) {
  runner_.answer = [](const auto&) { return FunctionOutcome{.payload_json = R"({"statusCode":403,"body":"no"})"}; };
  const auto answer = serve();
  EXPECT_EQ(answer.response.status, 403);
  EXPECT_EQ(answer.response.body, "no");
  EXPECT_EQ(answer.outcome, "ok");
  ASSERT_EQ(runner_.seen.size(), 1U);
  EXPECT_TRUE(runner_.seen[0].starts_with(R"(door {"resource":"/")"));
  EXPECT_NE(runner_.seen[0].find("\"requestId\":\"" + runner_.request_ids[0]), std::string::npos);
}

TEST_F(FunctionGatewayTest, IsABadGatewayWhereTheHandlerFails) {
  for (const auto& [outcome, name] : std::vector<std::pair<FunctionOutcome, std::string_view>>{
           {{.payload_json = "{}", .failure = FunctionOutcome::Failure{"ValueError", "Ada"}}, "function_error"},
           {{.payload_json = "{}", .failure = FunctionOutcome::Failure{std::string(kFunctionTimedOut), ""}}, "timeout"},
           {{.payload_json = "\"hello\""}, "malformed_answer"}}) {
    runner_.answer = [&told = outcome](const auto&) { return told; };
    const auto answer = serve();
    EXPECT_EQ(answer.response.status, 502);
    EXPECT_EQ(answer.response.body, R"({"message":"Internal server error"})");
    EXPECT_EQ(answer.outcome, name);
    EXPECT_EQ(answer.log_detail.find("Ada"), std::string::npos);
  }
}

TEST_F(FunctionGatewayTest, SaysThatTheHandlerCannotBeAsked) {
  for (const auto& [code, status] : std::vector<std::pair<ErrorCode, int>>{{ErrorCode::kOverloaded, 503},
                                                                           {ErrorCode::kUnavailable, 503},
                                                                           {ErrorCode::kDeadlineExceeded, 504},
                                                                           {ErrorCode::kAccessDenied, 502},
                                                                           {ErrorCode::kNotFound, 502}}) {
    runner_.answer = [refused = code](const auto&) { return fail(refused, "why"); };
    EXPECT_EQ(serve().response.status, status);
  }
  EXPECT_EQ(gateway_.serve(request_of("GET", "/?a=%zz"), "door", {.resource = "/"}).response.status, 400);
}

}  // namespace
}  // namespace mien::api::functions
