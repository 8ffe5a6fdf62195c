#include "api/router.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>

#include "api/auth/crypto.h"
#include "api/front_page.h"
#include "api/unknown_target.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "unit/rest/world.h"
#include "unit/s3/surface.h"

namespace mien::api {
namespace {

using rest::expect_problem;
using RestWorld = rest::World;

class RouterTest : public ::testing::Test {
 protected:
  static HttpRequest plain(std::string method, std::string target, std::vector<HttpHeader> headers = {}) {
    HttpRequest request;
    request.head.method = std::move(method);
    request.head.target = std::move(target);
    request.head.headers = std::move(headers);
    return request;
  }
  static void expect_aws(const HttpResponse& response, int status, std::string_view name) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(header_of(response, "Content-Type"), "application/x-amz-json-1.1");
    EXPECT_NE(response.body.find("\"__type\":\"" + std::string(name) + "\""), std::string::npos) << response.body;
  }
  static void expect_s3(const HttpResponse& response, int status, std::string_view code) {
    EXPECT_EQ(response.status, status) << response.body;
    EXPECT_EQ(header_of(response, "Content-Type"), "application/xml");
    EXPECT_NE(response.body.find("<Code>" + std::string(code) + "</Code>"), std::string::npos) << response.body;
  }
  HttpResponse refusal(const HttpRequest& request) {
    auto admission = router_.admit(request.head);
    EXPECT_TRUE(admission.refusal.has_value());
    return admission.refusal.value_or(HttpResponse{});
  }

  RestWorld world_;
  UnknownTarget unknown_target_;
  FrontPage front_page_;
  s3::SurfaceOver s3_{world_.base};
  Router router_{{&world_.api, &world_.base.api, &s3_.api, &unknown_target_, &front_page_},
                 {world_.base.ids, world_.base.log, world_.base.metrics, world_.base.reader}};
};

TEST_F(RouterTest, SendsEachRequestToItsProtocol) {
  EXPECT_EQ(router_.handle(RestWorld::request("GET", "/v1/people")).body, R"({"people":[]})");
  const auto listed = router_.handle(world_.base.request("ListCollections", "{}"));
  EXPECT_EQ(listed.status, 200);
  EXPECT_NE(listed.body.find("\"CollectionIds\":[\"people\"]"), std::string::npos) << listed.body;
  EXPECT_EQ(router_.handle(plain("GET", "/")).status, 302);
  EXPECT_EQ(header_of(router_.handle(plain("GET", "/")), "Location"), "/ui/");
  expect_aws(router_.handle(plain("POST", "/")), 400, "UnknownOperationException");
  expect_aws(router_.handle(plain("POST", "/", {{"X-Amz-Target", "DynamoDB_20120810.GetItem"}})), 400,
             "UnknownOperationException");
  expect_s3(router_.handle(plain("GET", "/bucket/key")), 403, "AccessDenied");
  expect_s3(router_.handle(plain("PUT", "/")), 403, "AccessDenied");
  expect_s3(router_.handle(plain("OPTIONS", "*")), 403, "AccessDenied");
  expect_s3(router_.handle(plain("GET", "//v1/people")), 403, "AccessDenied");
  expect_s3(router_.handle(plain("GET", "/v1x")), 403, "AccessDenied");
  expect_s3(router_.handle(plain("GET", "/", {{"Authorization", "AWS4-HMAC-SHA256 Credential=a"}})), 400,
            "AuthorizationHeaderMalformed");
  expect_s3(router_.handle(plain("GET", "/bucket?X-Amz-Signature=a")), 400, "AuthorizationQueryParametersError");
}

TEST_F(RouterTest, ATargetHeaderDoesNotMoveARestPath) {
  expect_problem(router_.handle(plain("POST", "/v1/people", {{"X-Amz-Target", "RekognitionService.ListFaces"}})), 401,
                 "unauthenticated");
  EXPECT_EQ(router_.handle(plain("GET", "/healthz", {{"X-Amz-Target", "RekognitionService.ListFaces"}})).status, 200);
}

TEST_F(RouterTest, RefusesStrangersBeforeTheirBody) {
  expect_problem(refusal(plain("POST", "/v1/people")), 401, "unauthenticated");
  expect_problem(refusal(RestWorld::request("PUT", "/v1/people")), 405, "method_not_allowed");
  expect_aws(refusal(world_.base.unsigned_request("IndexFaces", "")), 400, "MissingAuthenticationTokenException");
  auto broken = world_.base.unsigned_request("IndexFaces", "");
  broken.head.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 nonsense"});
  expect_aws(refusal(broken), 400, "IncompleteSignatureException");
  auto unknown = world_.base.unsigned_request("IndexFaces", "");
  sigv4::sign(unknown, "AKIDSTRANGER", Secret("x"),
              {.region = "us-east-1",
               .service = "rekognition",
               .at = std::chrono::floor<std::chrono::seconds>(world_.base.clock.now())});
  expect_aws(refusal(unknown), 400, "UnrecognizedClientException");
  expect_aws(refusal(plain("POST", "/")), 400, "UnknownOperationException");
  expect_s3(refusal(plain("PUT", "/bucket/key")), 403, "AccessDenied");
}

TEST_F(RouterTest, RefusesBeforeTheBodyWhatNoBodyMakesRight) {
  // All of these are the work of somebody who knows an access key id and not its secret.
  const auto now = std::chrono::floor<std::chrono::seconds>(world_.base.clock.now());
  const auto forged = [&](std::string_view service, std::chrono::seconds skew, std::string_view declared = {}) {
    auto request = world_.base.unsigned_request("IndexFaces", "{}");
    if (!declared.empty()) request.head.headers.push_back({"X-Amz-Content-Sha256", std::string(declared)});
    sigv4::sign(request, rekognition::World::kAccessKeyId, Secret("guess"),
                {.region = "us-east-1", .service = service, .at = now + skew});
    return request;
  };
  expect_aws(refusal(forged("rekognition", std::chrono::minutes(-16))), 400, "InvalidSignatureException");
  expect_aws(refusal(forged("rekognition", std::chrono::minutes(16))), 400, "InvalidSignatureException");
  expect_aws(refusal(forged("s3", {})), 400, "InvalidSignatureException");
  expect_aws(refusal(forged("rekognition", {}, hex(sha256("{}")))), 400, "InvalidSignatureException");
  auto replayed = forged("rekognition", {});
  replayed.head.headers.push_back({"X-Amz-Content-Sha256", hex(sha256("{}"))});  // Not signed, and yet it is checked.
  expect_aws(refusal(replayed), 400, "InvalidSignatureException");
  auto token = forged("rekognition", {});
  token.head.headers.push_back({"X-Amz-Security-Token", "x"});
  expect_aws(refusal(token), 400, "UnrecognizedClientException");
  auto basic = RestWorld::form("/v1/people", {});
  const std::string guess = "AKIDEXAMPLE:guess";
  for (HttpHeader& header : basic.head.headers)
    if (header.name == "Authorization") header.value = "Basic " + encode_base64(std::as_bytes(std::span(guess)));
  expect_problem(refusal(basic), 401, "unauthenticated");
  // What only the body can prove has to be read.
  EXPECT_FALSE(router_.admit(forged("rekognition", {}).head).refusal);
  expect_aws(router_.handle(forged("rekognition", {})), 400, "InvalidSignatureException");
}

TEST_F(RouterTest, HoldsABodyToTheHashThatWasSignedForIt) {
  auto request = world_.base.unsigned_request("ListCollections", "{}");
  request.head.headers.push_back({"X-Amz-Content-Sha256", hex(sha256("{}"))});
  world_.base.sign(request);
  EXPECT_FALSE(router_.admit(request.head).refusal);
  EXPECT_EQ(router_.handle(request).status, 200);
  request.body = "{ }";
  expect_aws(router_.handle(request), 400, "InvalidSignatureException");
}

TEST_F(RouterTest, SaysHowMuchBodyItTakes) {
  const auto limit = [&](const HttpRequest& request) {
    const auto admission = router_.admit(request.head);
    EXPECT_FALSE(admission.refusal.has_value());
    return admission.body_bytes_max;
  };
  EXPECT_EQ(limit(world_.base.request("IndexFaces", "")), limits::kJsonBodyBytesMax);
  EXPECT_EQ(limit(world_.base.request("CompareFaces", "")), limits::kJsonTwoImagesBodyBytesMax);
  EXPECT_EQ(limit(RestWorld::form("/v1/people", {})), limits::kUploadBodyBytesMax);
  EXPECT_EQ(limit(plain("GET", "/")), 0U);
  auto large = world_.base.request("IndexFaces", "");
  large.head.headers.push_back({"Content-Length", std::to_string(limits::kJsonBodyBytesMax + 1)});
  expect_aws(refusal(large), 413, "RequestEntityTooLargeException");
}

TEST_F(RouterTest, RefusesPicturesBeforeTheirBodyWhileTheEngineIsFull) {
  world_.base.reader.set_full(true);
  for (const auto* operation : {"CompareFaces", "DetectFaces", "IndexFaces", "SearchFacesByImage"}) {
    const auto admission = router_.admit(world_.base.request(operation, "").head);
    ASSERT_TRUE(admission.refusal) << operation;
    expect_aws(*admission.refusal, 400, "ThrottlingException");
    EXPECT_EQ(header_of(*admission.refusal, "Retry-After"), "1");
    EXPECT_TRUE(admission.keeps_connection);
  }
  for (const auto* path : {"/v1/people", "/v1/people/ann/faces", "/v1/verify"}) {
    const auto admission = router_.admit(RestWorld::form(path, {}).head);
    ASSERT_TRUE(admission.refusal) << path;
    expect_problem(*admission.refusal, 429, "overloaded");
    EXPECT_EQ(header_of(*admission.refusal, "Retry-After"), "1");
    EXPECT_TRUE(admission.keeps_connection);
  }
  // What needs no engine is served, and strangers are not told how busy it is.
  EXPECT_FALSE(router_.admit(world_.base.request("ListCollections", "").head).refusal);
  EXPECT_FALSE(router_.admit(RestWorld::request("GET", "/v1/people").head).refusal);
  expect_aws(refusal(world_.base.unsigned_request("IndexFaces", "")), 400, "MissingAuthenticationTokenException");
  EXPECT_FALSE(router_.admit(world_.base.unsigned_request("IndexFaces", "").head).keeps_connection);
  world_.base.reader.set_full(false);
  EXPECT_FALSE(router_.admit(world_.base.request("IndexFaces", "").head).refusal);
}

TEST_F(RouterTest, GivesTheReaderTheRequestsPatience) {
  std::stop_source gone;
  gone.request_stop();
  const Patience over(gone.get_token(), Patience::TimePoint::max());
  auto aws = world_.base.request("DetectFaces", R"({"Image":)" + world_.base.picture("group", {}) + "}");
  aws.patience = over;
  router_.handle(aws);
  EXPECT_FALSE(world_.base.reader.last_options().patience.check());
  aws.patience = {};
  router_.handle(aws);
  EXPECT_TRUE(world_.base.reader.last_options().patience.check());
  world_.base.picture("ann.jpg", {rekognition::face_at(0)});
  ASSERT_EQ(world_.register_person("ann", "ann.jpg").status, 201);
  for (const auto* path : {"/v1/people", "/v1/people/ann/faces", "/v1/verify"}) {
    ASSERT_FALSE(world_.base.reader.read({}, {}));  // So that the last options are those of the request below.
    HttpRequest rest = RestWorld::form(path, path == std::string_view("/v1/people")
                                                 ? std::vector<rest::Field>{{"name", "Ann"}, {"image", "x"}}
                                                 : std::vector<rest::Field>{{"image", "x"}});
    rest.patience = over;
    router_.handle(rest);
    EXPECT_FALSE(world_.base.reader.last_options().patience.check()) << path;
  }
}

TEST_F(RouterTest, PutsTheServersOwnTroubleIntoTheProtocolsForm) {
  const HttpHead rest_head = plain("GET", "/v1/people").head;
  const HttpHead aws_head = world_.base.unsigned_request("IndexFaces", "").head;
  const HttpHead s3_head = plain("PUT", "/bucket/key").head;
  const auto busy = router_.refuse(rest_head, 503, "queue full");
  expect_problem(busy, 429, "overloaded", "queue full");
  EXPECT_EQ(header_of(busy, "Retry-After"), "1");
  expect_problem(router_.refuse(rest_head, 400, "x"), 400, "malformed_request");
  expect_problem(router_.refuse(rest_head, 408, "x"), 408, "request_timeout");
  expect_problem(router_.refuse(rest_head, 411, "x"), 411, "length_required");
  expect_problem(router_.refuse(rest_head, 413, "x"), 413, "body_too_large");
  expect_problem(router_.refuse(rest_head, 417, "x"), 417, "malformed_request");
  expect_problem(router_.refuse(rest_head, 431, "x"), 431, "headers_too_large");
  expect_problem(router_.refuse(rest_head, 500, "x"), 500, "internal");
  expect_aws(router_.refuse(aws_head, 503, "queue full"), 400, "ThrottlingException");
  expect_aws(router_.refuse(aws_head, 413, "x"), 413, "RequestEntityTooLargeException");
  expect_aws(router_.refuse(aws_head, 500, "x"), 500, "InternalServerError");
  expect_s3(router_.refuse(s3_head, 503, "x"), 503, "SlowDown");
  expect_s3(router_.refuse(s3_head, 400, "x"), 400, "InvalidRequest");
  expect_s3(router_.refuse(s3_head, 500, "x"), 500, "InternalError");
  const auto crowded = router_.refuse(HttpHead{}, 503, "too many connections");
  expect_problem(crowded, 503, "unavailable");
  EXPECT_EQ(header_of(crowded, "Retry-After"), "1");
  expect_problem(router_.refuse(HttpHead{}, 400, "x"), 400, "malformed_request");
}

TEST_F(RouterTest, GivesEveryAnswerAnIdAndCountsItOnce) {
  const auto first = router_.handle(plain("GET", "/healthz"));
  EXPECT_TRUE(Uuid::parse(header_of(first, "X-Request-Id")));
  EXPECT_EQ(header_of(first, "X-Content-Type-Options"), "nosniff");
  const auto problem = router_.handle(RestWorld::request("GET", "/v1/people/nobody"));
  EXPECT_NE(problem.body.find(header_of(problem, "X-Request-Id")), std::string::npos);
  router_.refuse(HttpHead{}, 400, "x");
  refusal(plain("GET", "/v1/people"));
  router_.handle(world_.base.request("ListCollections", "{}"));
  EXPECT_EQ(world_.base.metrics.render(),
            "ListCollections ok 1\nget_person not_found 1\nhealth ok 1\nrefused malformed_request 1\n"
            "refused unauthenticated 1\n");
}

/// Knows no key, and not even that.
class BrokenKeyRing final : public KeyRing {
 public:
  std::optional<AccessKey> find(std::string_view) const override { throw std::runtime_error("no memory for keys"); }
};

TEST_F(RouterTest, AnswersForWhatThrowsAndTellsOnlyTheLogWhy) {
  const BrokenKeyRing keys;
  const rekognition::RekognitionApi rekognition(world_.base.use(), {}, {keys, world_.base.clock});
  Router router({&world_.api, &rekognition, &s3_.api},
                {world_.base.ids, world_.base.log, world_.base.metrics, world_.base.reader});
  const HttpRequest request = world_.base.request("ListFaces", "{}");
  const auto handled = router.handle(request);
  const auto admission = router.admit(request.head);
  for (const HttpResponse& response : {handled, admission.refusal.value_or(HttpResponse{})}) {
    expect_aws(response, 500, "InternalServerError");
    EXPECT_EQ(response.body.find("memory"), std::string::npos) << response.body;
    EXPECT_TRUE(Uuid::parse(header_of(response, "X-Request-Id")));
  }
  EXPECT_NE(world_.base.log.text().find("detail=no memory for keys"), std::string::npos) << world_.base.log.text();
  EXPECT_EQ(world_.base.metrics.render(), "ListFaces InternalServerError 2\n");
}

TEST_F(RouterTest, LogsWellnessOnlyWhereEverythingIsWanted) {
  EXPECT_EQ(router_.handle(plain("GET", "/healthz")).status, 200);
  EXPECT_EQ(world_.base.log.last_level(), Log::Level::kDebug);
  EXPECT_EQ(router_.handle(plain("GET", "/readyz")).status, 200);
  EXPECT_EQ(world_.base.log.last_level(), Log::Level::kDebug);
  world_.ready = false;
  EXPECT_EQ(router_.handle(plain("GET", "/readyz")).status, 503);
  EXPECT_EQ(world_.base.log.last_level(), Log::Level::kWarning);
}

TEST_F(RouterTest, LogsWhereEveryRequestCameFrom) {
  HttpRequest request = plain("GET", "/healthz");
  request.head.remote_address = "192.0.2.1";
  router_.handle(request);
  EXPECT_NE(world_.base.log.text().find("client=192.0.2.1"), std::string::npos) << world_.base.log.text();
  HttpHead refused = plain("PUT", "/v1/people").head;
  refused.remote_address = "192.0.2.2";
  router_.admit(refused);
  EXPECT_NE(world_.base.log.text().find("client=192.0.2.2"), std::string::npos) << world_.base.log.text();
  HttpHead unread;
  unread.remote_address = "192.0.2.3";
  router_.refuse(unread, 503, "too many connections");
  EXPECT_NE(world_.base.log.text().find("client=192.0.2.3"), std::string::npos) << world_.base.log.text();
}

TEST_F(RouterTest, CallsOnlyTheServersOwnFaultsErrors) {
  const auto level = [&](int status) {
    router_.refuse(plain("GET", "/v1/people").head, status, "x");
    return world_.base.log.last_level();
  };
  EXPECT_EQ(level(500), Log::Level::kError);
  for (const int status : {400, 408, 411, 413, 414, 417, 431, 501, 505})
    EXPECT_EQ(level(status), Log::Level::kInfo) << status;
  router_.refuse(HttpHead{}, 503, "too many connections");
  EXPECT_EQ(world_.base.log.last_level(), Log::Level::kWarning);
}

TEST_F(RouterTest, LogsNoTokenOfAnAddress) {
  const std::string token = "0123456789abcdef~token";
  for (const std::string& target : {"/v1/hooks/s3?token=" + token, "/v1/hooks/s3?token=" + token + "x",
                                    "/v1/hooks/s3?unknown=1&token=" + token, "/v1/hooks/s3?token=%zz" + token}) {
    for (const std::string type : {"application/json", "text/html"}) {
      HttpRequest request = plain("POST", target, {{"Host", "h"}, {"Content-Type", type}});
      request.body = R"({"Records":[]})";
      router_.admit(request.head);
      router_.handle(request);
      router_.refuse(request.head, 413, "Too large.");
    }
  }
  EXPECT_TRUE(world_.base.log.text().contains("receive_s3_events"));
  EXPECT_FALSE(world_.base.log.text().contains("0123456789abcdef")) << world_.base.log.text();
}

TEST_F(RouterTest, LogsNeitherNamesNorKeysNorTextOfCallers) {
  router_.handle(world_.base.request("CreateCollection", R"({"CollectionId":"typed!","ExternalImageId":"typed"})"));
  router_.handle(RestWorld::form("/v1/people", {{"image", "ann"}, {"name", "Ann Verysecret"}, {"id", "ann-id"}}));
  router_.handle(RestWorld::request("GET", "/v1/people/ann-id?query=typed"));
  router_.handle(plain("POST", "/", {{"X-Amz-Target", "Evil.Target"}}));
  router_.refuse(plain("GET", "/v1/typed").head, 400, "x");
  const std::string log = world_.base.log.text();
  EXPECT_NE(log.find("operation=register_person"), std::string::npos) << log;
  for (const std::string_view secret : {"Verysecret", "ann-id", "AKID", "secret", "typed", "Evil", "Basic"})
    EXPECT_EQ(log.find(secret), std::string::npos) << secret << " in " << log;
}

}  // namespace
}  // namespace mien::api
