// Every operation's reply, byte for byte: NAME.json beside this file. With MIEN_GOLDEN_WRITE=1 in the environment the
// files are written anew; the change is then to be read before it is committed.
#include <gtest/gtest.h>

#include <string>

#include "support/golden.h"
#include "unit/rekognition/world.h"

namespace mien::api::rekognition {
namespace {

class RekognitionGolden : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_EQ(world_.post("CreateCollection", R"({"CollectionId":"staff"})").status, 200); }

  void expect_reply(std::string_view operation, std::string_view body, std::string_view name, int status = 200) {
    const HttpResponse response = world_.post(operation, body);
    EXPECT_EQ(response.status, status) << response.body;
    expect_golden("rekognition/" + std::string(name) + ".json", response.body);
  }
  std::string index(std::string_view image, std::string_view external_image) {
    return R"({"CollectionId":"staff","ExternalImageId":")" + std::string(external_image) + R"(","Image":)" +
           std::string(image) + "}";
  }
  /// The first FaceId in a reply.
  static std::string face_id_in(const std::string& reply) { return reply.substr(reply.find(R"("FaceId":")") + 10, 36); }

  World world_;
};

TEST_F(RekognitionGolden, CreateCollection) {
  expect_reply("CreateCollection", R"({"CollectionId":"my.photos-1","Tags":{"team":"Zürich 1"}})", "CreateCollection");
  expect_reply("CreateCollection", R"({"CollectionId":"staff"})", "CreateCollection.exists", 400);
}

TEST_F(RekognitionGolden, DescribeCollection) {
  world_.clock.advance(std::chrono::milliseconds(674));
  ASSERT_EQ(world_.post("CreateCollection", R"({"CollectionId":"later"})").status, 200);
  expect_reply("DescribeCollection", R"({"CollectionId":"later"})", "DescribeCollection");
  expect_reply("DescribeCollection", R"({"CollectionId":"nobody"})", "DescribeCollection.missing", 400);
}

TEST_F(RekognitionGolden, ListCollections) {
  ASSERT_EQ(world_.post("CreateCollection", R"({"CollectionId":"guests"})").status, 200);
  expect_reply("ListCollections", "{}", "ListCollections");
  expect_reply("ListCollections", R"({"MaxResults":1})", "ListCollections.page");
  expect_reply("ListCollections", R"({"NextToken":"made up"})", "ListCollections.token", 400);
}

TEST_F(RekognitionGolden, DeleteCollection) {
  expect_reply("DeleteCollection", R"({"CollectionId":"staff"})", "DeleteCollection");
}

TEST_F(RekognitionGolden, IndexFaces) {
  const std::string image = world_.picture(
      "group", {face_at(0), rejected_face({QualityReason::kLowSharpness, QualityReason::kLowFaceQuality})});
  expect_reply("IndexFaces", index(image, "a:1"), "IndexFaces");
  expect_reply("IndexFaces", index(world_.picture("empty", {}), "none"), "IndexFaces.empty");
}

TEST_F(RekognitionGolden, ListFaces) {
  ASSERT_EQ(world_.post("IndexFaces", index(world_.picture("a", {face_at(0), face_at(1)}), "a")).status, 200);
  expect_reply("ListFaces", R"({"CollectionId":"staff","MaxResults":1})", "ListFaces.page");
  expect_reply("ListFaces", R"({"CollectionId":"staff","MaxResults":0})", "ListFaces");
  expect_reply("ListFaces", R"({"CollectionId":"staff","UserId":"nobody"})", "ListFaces.user");
}

TEST_F(RekognitionGolden, DeleteFaces) {
  const auto indexed = world_.post("IndexFaces", index(world_.picture("a", {face_at(0)}), "a"));
  expect_reply("DeleteFaces",
               R"({"CollectionId":"staff","FaceIds":[")" + face_id_in(indexed.body) +
                   R"(","00000000-0000-0000-0000-000000000000"]})",
               "DeleteFaces");
}

TEST_F(RekognitionGolden, SearchFaces) {
  const auto indexed = world_.post("IndexFaces", index(world_.picture("a", {face_at(0)}), "a"));
  ASSERT_EQ(world_.post("IndexFaces", index(world_.picture("b", {face_at(0.3)}), "b")).status, 200);
  const std::string id = face_id_in(indexed.body);
  expect_reply("SearchFaces", R"({"CollectionId":"staff","FaceId":")" + id + R"(","MaxFaces":10})", "SearchFaces");
  expect_reply("SearchFaces", R"({"CollectionId":"staff","FaceId":")" + id + R"(","FaceMatchThreshold":99.99999})",
               "SearchFaces.threshold");
  expect_reply("SearchFaces", R"({"CollectionId":"staff","FaceId":"00000000-0000-0000-0000-000000000000"})",
               "SearchFaces.missing", 400);
}

TEST_F(RekognitionGolden, SearchFacesByImage) {
  ASSERT_EQ(world_.post("IndexFaces", index(world_.picture("a", {face_at(0)}), "a")).status, 200);
  const std::string probe = world_.picture("probe", {face_at(0.1, 0.5F)});
  expect_reply("SearchFacesByImage", R"({"CollectionId":"staff","Image":)" + probe + "}", "SearchFacesByImage");
  expect_reply("SearchFacesByImage", R"({"CollectionId":"staff","Image":)" + world_.picture("empty", {}) + "}",
               "SearchFacesByImage.no_face", 400);
}

TEST_F(RekognitionGolden, CompareFaces) {
  const std::string source = world_.picture("source", {face_at(0)});
  const std::string target = world_.picture("target", {face_at(1.2, 0.5F), face_at(0.2)});
  expect_reply("CompareFaces", R"({"SourceImage":)" + source + R"(,"TargetImage":)" + target + "}", "CompareFaces");
}

TEST_F(RekognitionGolden, DetectFaces) {
  const std::string image = world_.picture("two", {face_at(0), face_at(1, 0.5F)});
  expect_reply("DetectFaces", R"({"Attributes":["ALL"],"Image":)" + image + "}", "DetectFaces");
}

TEST_F(RekognitionGolden, Validation) {
  expect_reply("IndexFaces", R"({"CollectionId":"a b","MaxFaces":0})", "ValidationException", 400);
}

}  // namespace
}  // namespace mien::api::rekognition
