#include "api/rekognition/rekognition_api.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "unit/rekognition/world.h"

namespace mien::api::rekognition {
namespace {

class RekognitionApiTest : public ::testing::Test {
 protected:
  static void expect_error(const HttpResponse& response, std::string_view name, std::string_view message,
                           int status = 400) {
    EXPECT_EQ(response.status, status);
    EXPECT_NE(response.body.find(R"("__type":")" + std::string(name) + "\""), std::string::npos) << response.body;
    EXPECT_NE(response.body.find(message), std::string::npos) << response.body;
    EXPECT_EQ(header(response, "x-amzn-ErrorType"), name);
  }
  static std::string header(const HttpResponse& response, std::string_view name) {
    for (const HttpHeader& h : response.headers)
      if (h.name == name) return h.value;
    return {};
  }
  static std::string collection(std::string_view rest) {
    return R"({"CollectionId":"staff",)" + std::string(rest) + "}";
  }

  World world_;
};

TEST_F(RekognitionApiTest, GivesEveryReplyAnIdAndAType) {
  const auto reply = world_.post("ListCollections", "{}");
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(header(reply, "Content-Type"), "application/x-amz-json-1.1");
  EXPECT_TRUE(Uuid::parse(header(reply, "x-amzn-RequestId")));
  const auto error = world_.post("DescribeCollection", "{}");
  EXPECT_TRUE(Uuid::parse(header(error, "x-amzn-RequestId")));
  EXPECT_NE(header(error, "x-amzn-RequestId"), header(reply, "x-amzn-RequestId"));
}

TEST_F(RekognitionApiTest, IsAddressedByTheTarget) {
  EXPECT_TRUE(world_.api.owns(world_.request("Anything", "").head));
  HttpHead head{.method = "POST", .target = "/", .headers = {}, .remote_address = {}};
  EXPECT_FALSE(world_.api.owns(head));
  head.headers = {{"X-Amz-Target", "DynamoDB_20120810.GetItem"}};
  EXPECT_FALSE(world_.api.owns(head));
}

TEST_F(RekognitionApiTest, AllowsTwoPicturesOnlyToCompareFaces) {
  const auto bytes_max = [&](std::string_view operation) {
    const auto admitted = world_.api.admit(world_.request(operation, "").head, "");
    return admitted ? admitted->body_bytes_max : 0;
  };
  EXPECT_EQ(bytes_max("CompareFaces"), limits::kJsonTwoImagesBodyBytesMax);
  EXPECT_EQ(bytes_max("IndexFaces"), limits::kJsonBodyBytesMax);
}

TEST_F(RekognitionApiTest, TellsAStrangerNothing) {
  expect_error(world_.send(world_.unsigned_request("NoSuchOperation", "{")), "MissingAuthenticationTokenException",
               "Missing Authentication Token");
  HttpRequest request = world_.unsigned_request("ListCollections", "{}");
  request.head.headers.push_back({"Authorization", "AWS4-HMAC-SHA256 Credential=x"});
  expect_error(world_.send(request), "IncompleteSignatureException", "Signature");
  request = world_.request("ListCollections", "{}");
  request.body = "{ }";
  expect_error(world_.send(request), "InvalidSignatureException", "does not match");
  request = world_.request("ListCollections", "{}");
  request.head.headers.push_back({"X-Amz-Security-Token", "x"});
  expect_error(world_.send(request), "UnrecognizedClientException", "security token");
}

TEST_F(RekognitionApiTest, WantsTheScopeToNameTheService) {
  HttpRequest request = world_.unsigned_request("ListCollections", "{}");
  world_.sign(request, "s3");
  expect_error(world_.send(request), "InvalidSignatureException",
               "Credential should be scoped to correct service: 'rekognition'.");
}

TEST_F(RekognitionApiTest, WantsTheContentTypeOfTheProtocol) {
  HttpRequest request = world_.unsigned_request("ListCollections", "{}");
  request.head.headers[2].value = "application/json";
  world_.sign(request);
  expect_error(world_.send(request), "SerializationException", "Content-Type");
  request = world_.unsigned_request("ListCollections", "{}");
  request.head.headers[2].value = "application/x-amz-json-1.1 ; charset=utf-8";
  world_.sign(request);
  EXPECT_EQ(world_.send(request).status, 200);
}

TEST_F(RekognitionApiTest, TellsOperationsThatAreMissingFromThoseThatDoNotExist) {
  expect_error(world_.post("DetectLabels", "{}"), "UnknownOperationException",
               "Mien does not implement DetectLabels yet.");
  expect_error(world_.post("Nonsense", "{}"), "UnknownOperationException", "no such operation");
}

TEST_F(RekognitionApiTest, TakesAnEmptyBodyForAnEmptyObject) {
  EXPECT_EQ(world_.post("ListCollections", "").status, 200);
}

TEST_F(RekognitionApiTest, RefusesWhatIsNotJson) {
  expect_error(world_.post("ListCollections", "{"), "SerializationException", "Not acceptable JSON");
  expect_error(world_.post("ListCollections", R"({"MaxResults":1,"MaxResults":2})"), "SerializationException", "twice");
}

TEST_F(RekognitionApiTest, WantsExactlyOneSourceOfAnImage) {
  expect_error(world_.post("DetectFaces", R"({"Image":{}})"), "InvalidParameterException",
               "exactly one of Bytes and S3Object");
  expect_error(world_.post("DetectFaces", R"({"Image":{"Bytes":"AAAA","S3Object":{"Bucket":"abc","Name":"d"}}})"),
               "InvalidParameterException", "exactly one of Bytes and S3Object");
  expect_error(world_.post("DetectFaces", R"({"Image":{"S3Object":{"Bucket":"abc","Name":"d"}}})"),
               "InvalidS3ObjectException", "Unable to get object metadata from S3");
}

TEST_F(RekognitionApiTest, HandsOverWhatWasAskedFor) {
  ASSERT_EQ(world_.post("CreateCollection", R"({"CollectionId":"staff"})").status, 200);
  const std::string image = R"("Image":)" + world_.picture("a", {face_at(0)});
  ASSERT_EQ(world_.post("IndexFaces", collection(image)).status, 200);
  EXPECT_EQ(world_.reader.last_options().filter, QualityFilter::kAuto);
  EXPECT_EQ(world_.reader.last_options().embeddings_max, 100U);
  ASSERT_EQ(world_.post("IndexFaces", collection(R"("MaxFaces":3,"QualityFilter":"HIGH",)" + image)).status, 200);
  EXPECT_EQ(world_.reader.last_options().filter, QualityFilter::kHigh);
  EXPECT_EQ(world_.reader.last_options().embeddings_max, 3U);
  ASSERT_EQ(world_.post("IndexFaces", collection(R"("MaxFaces":2000000000,)" + image)).status, 200);
  EXPECT_EQ(world_.reader.last_options().embeddings_max, 100U);
  ASSERT_EQ(world_.post("SearchFacesByImage", collection(image)).status, 200);
  EXPECT_EQ(world_.reader.last_options().filter, QualityFilter::kNone);
  const std::pair<const char*, QualityFilter> filters[] = {{"NONE", QualityFilter::kNone},
                                                           {"AUTO", QualityFilter::kAuto},
                                                           {"LOW", QualityFilter::kLow},
                                                           {"MEDIUM", QualityFilter::kMedium}};
  for (const auto& [name, filter] : filters) {
    const std::string body = collection(R"("QualityFilter":")" + std::string(name) + "\"," + image);
    ASSERT_EQ(world_.post("SearchFacesByImage", body).status, 200);
    EXPECT_EQ(world_.reader.last_options().filter, filter);
  }
}

TEST_F(RekognitionApiTest, PagesThroughAllFaces) {
  ASSERT_EQ(world_.post("CreateCollection", R"({"CollectionId":"staff"})").status, 200);
  const std::string image = world_.picture("a", {face_at(0), face_at(1), face_at(2)});
  ASSERT_EQ(world_.post("IndexFaces", collection(R"("Image":)" + image)).status, 200);
  std::string token;
  int pages = 0;
  do {
    const auto reply = world_.post("ListFaces", collection(R"("MaxResults":1,"NextToken":")" + token + "\""));
    ASSERT_EQ(reply.status, 200) << reply.body;
    const auto at = reply.body.find(R"("NextToken":")");
    token = at == std::string::npos ? "" : reply.body.substr(at + 13, reply.body.find('"', at + 13) - at - 13);
    ++pages;
  } while (!token.empty() && pages < 10);
  EXPECT_EQ(pages, 3);
}

TEST_F(RekognitionApiTest, NamesTheErrorsOfTheEngineAndTheStore) {
  ASSERT_EQ(world_.post("CreateCollection", R"({"CollectionId":"staff"})").status, 200);
  const auto busy = world_.reader.script("busy", fail(ErrorCode::kOverloaded, "Slow down."));
  expect_error(world_.post("DetectFaces", R"({"Image":)" + World::image_json(busy) + "}"), "ThrottlingException",
               "Slow down.");
  expect_error(world_.post("DetectFaces", R"({"Image":{"Bytes":"AAAA"}})"), "InvalidImageFormatException", "");
  world_.store.set_down(true);
  expect_error(world_.post("ListCollections", "{}"), "InternalServerError", "", 500);
}

TEST_F(RekognitionApiTest, TellsLogAndMetricsOnlyWhatIsOfFixedSets) {
  const auto expect_served = [&](const HttpRequest& request, std::string_view operation, std::string_view outcome) {
    const auto served = world_.api.handle(request, "id");
    EXPECT_EQ(served.operation, operation);
    EXPECT_EQ(served.outcome, outcome) << served.response.body;
    EXPECT_EQ(served.log_detail, "");
  };
  const std::string image = world_.picture("a", {face_at(0)});
  const auto index = [&](std::string_view name) {
    return world_.request("IndexFaces",
                          collection(R"("ExternalImageId":")" + std::string(name) + R"(","Image":)" + image));
  };
  expect_served(world_.request("CreateCollection", R"({"CollectionId":"staff"})"), "CreateCollection", "ok");
  expect_served(index("ada.lovelace"), "IndexFaces", "ok");
  expect_served(index("ada lovelace"), "IndexFaces", "ValidationException");
  expect_served(world_.unsigned_request("IndexFaces", ""), "IndexFaces", "MissingAuthenticationTokenException");
  expect_served(world_.request("Whatever", ""), "unknown", "UnknownOperationException");
}

TEST_F(RekognitionApiTest, RefusesUnreadBodiesInTheProtocolsForm) {
  const HttpHead head = world_.request("IndexFaces", "").head;
  const auto refused = [&](int status, std::string_view reason) {
    const auto served = world_.api.refuse(head, status, reason, "some-id");
    EXPECT_EQ(served.operation, "IndexFaces");
    EXPECT_EQ(header(served.response, "x-amzn-ErrorType"), served.outcome);
    EXPECT_EQ(header(served.response, "x-amzn-RequestId"), "some-id");
    return served.response;
  };
  expect_error(refused(413, "The body is too large."), "RequestEntityTooLargeException", "The body is too large.", 413);
  expect_error(refused(503, "Too many requests."), "ThrottlingException", "Too many requests.");
  expect_error(refused(400, "Malformed."), "SerializationException", "", 400);
  expect_error(refused(500, "Internal error."), "InternalServerError", "", 500);
}

TEST_F(RekognitionApiTest, AnswersManyThreadsAtOnce) {
  ASSERT_EQ(world_.post("CreateCollection", R"({"CollectionId":"staff"})").status, 200);
  const std::string image = R"("Image":)" + world_.picture("a", {face_at(0)});
  std::vector<std::jthread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) {
        EXPECT_EQ(world_.post("IndexFaces", collection(image)).status, 200);
        EXPECT_EQ(world_.post("SearchFacesByImage", collection(image)).status, 200);
      }
    });
}

TEST(RekognitionWireError, HasANameForEveryCode) {
  for (int i = 0; i <= static_cast<int>(ErrorCode::kInternal); ++i) {
    const WireError error = to_wire(static_cast<ErrorCode>(i));
    EXPECT_FALSE(error.aws_name.empty());
    EXPECT_TRUE(error.http_status == 400 || error.http_status == 500);
  }
  EXPECT_EQ(to_wire(ErrorCode::kNoFaceInImage).aws_name, "InvalidParameterException");
  EXPECT_EQ(to_wire(ErrorCode::kNotFound).aws_name, "ResourceNotFoundException");
  EXPECT_TRUE(to_wire(ErrorCode::kOverloaded).retryable);
}

}  // namespace
}  // namespace mien::api::rekognition
