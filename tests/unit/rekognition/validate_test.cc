#include "api/rekognition/validate.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "api/json/parse.h"
#include "api/rekognition/input.h"
#include "core/base64.h"
#include "core/limits.h"

namespace mien::api::rekognition {
namespace {

/// The message of the refusal, led by its name; "ok" where there is none.
std::string verdict(Operation operation, std::string_view json) {
  auto value = parse_json(json);
  if (!value) return "not JSON: " + value.error().message;
  const auto valid = validate(*value, input_of(operation));
  return valid ? "ok" : std::string(valid.error().error.aws_name) + ": " + valid.error().message;
}

std::string one(std::string_view text) {
  return "ValidationException: 1 validation error detected: " + std::string(text);
}

std::string with_bytes(std::size_t size) {
  return R"({"Image":{"Bytes":")" + encode_base64(std::vector<std::byte>(size)) + R"("}})";
}

TEST(Validate, AcceptsTheRequestsOfBotocoresExamples) {
  // Inputs of the examples that botocore ships with the service model (Apache-2.0).
  const std::pair<Operation, const char*> examples[] = {
      {Operation::kCompareFaces,
       R"({"SimilarityThreshold":90,"SourceImage":{"S3Object":{"Bucket":"mybucket","Name":"mysourceimage"}},
           "TargetImage":{"S3Object":{"Bucket":"mybucket","Name":"mytargetimage"}}})"},
      {Operation::kCreateCollection, R"({"CollectionId":"myphotos"})"},
      {Operation::kDeleteCollection, R"({"CollectionId":"myphotos"})"},
      {Operation::kDeleteFaces, R"({"CollectionId":"myphotos","FaceIds":["ff43d742-0c13-5d16-a3e8-03d3f58e980b"]})"},
      {Operation::kDetectFaces, R"({"Image":{"S3Object":{"Bucket":"mybucket","Name":"myphoto"}}})"},
      {Operation::kIndexFaces,
       R"({"CollectionId":"myphotos","DetectionAttributes":[],"ExternalImageId":"myphotoid",
           "Image":{"S3Object":{"Bucket":"mybucket","Name":"myphoto"}}})"},
      {Operation::kListCollections, "{}"},
      {Operation::kListFaces, R"({"CollectionId":"myphotos","MaxResults":20})"},
      {Operation::kSearchFaces,
       R"({"CollectionId":"myphotos","FaceId":"70008e50-75e4-55d0-8e80-363fb73b3a14","FaceMatchThreshold":90,
           "MaxFaces":10})"},
      {Operation::kSearchFacesByImage,
       R"({"CollectionId":"myphotos","FaceMatchThreshold":95,
           "Image":{"S3Object":{"Bucket":"mybucket","Name":"myphoto"}},"MaxFaces":5})"},
  };
  for (const auto& [operation, json] : examples) EXPECT_EQ(verdict(operation, json), "ok") << name_of(operation);
}

TEST(Validate, SaysAsAwsDoesWhatIsWrong) {
  using enum Operation;
  EXPECT_EQ(verdict(kCreateCollection, "{}"),
            one("Value null at 'collectionId' failed to satisfy constraint: Member must not be null"));
  EXPECT_EQ(verdict(kCreateCollection, R"({"CollectionId":null})"),
            one("Value null at 'collectionId' failed to satisfy constraint: Member must not be null"));
  EXPECT_EQ(verdict(kDeleteCollection, R"({"CollectionId":"train/x.PNG"})"),
            one("Value 'train/x.PNG' at 'collectionId' failed to satisfy constraint: Member must satisfy regular "
                R"(expression pattern: [a-zA-Z0-9_.\-]+)"));
  EXPECT_EQ(verdict(kListFaces, R"({"CollectionId":"a","MaxResults":4097})"),
            one("Value '4097' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal "
                "to 4096"));
  EXPECT_EQ(
      verdict(kSearchFaces, R"({"CollectionId":"a","FaceId":"00000000-0000-4000-8000-000000000000","MaxFaces":4097})"),
      one("Value '4097' at 'maxFaces' failed to satisfy constraint: Member must have value less than or equal "
          "to 4096"));
  EXPECT_EQ(verdict(kDeleteFaces, R"({"CollectionId":"a","FaceIds":[]})"),
            one("Value '[]' at 'faceIds' failed to satisfy constraint: Member must have length greater than or equal "
                "to 1"));
  EXPECT_EQ(verdict(kDeleteFaces, R"({"CollectionId":"a","FaceIds":["x"]})"),
            one("Value 'x' at 'faceIds.1.member' failed to satisfy constraint: Member must satisfy regular expression "
                "pattern: [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"));
  EXPECT_EQ(verdict(kDeleteFaces, R"({"CollectionId":"a","FaceIds":[null]})"),
            one("Value null at 'faceIds.1.member' failed to satisfy constraint: Member must not be null"));
  EXPECT_EQ(verdict(kDetectFaces, R"({"Image":{"S3Object":{"Bucket":"ab"}}})"),
            one("Value 'ab' at 'image.s3Object.bucket' failed to satisfy constraint: Member must have length greater "
                "than or equal to 3"));
  EXPECT_EQ(verdict(kCompareFaces, R"({"SourceImage":{},"TargetImage":{},"SimilarityThreshold":100.5})"),
            one("Value '100.5' at 'similarityThreshold' failed to satisfy constraint: Member must have value less than "
                "or equal to 100"));
  EXPECT_EQ(verdict(kCompareFaces, R"({"SourceImage":{},"TargetImage":{},"QualityFilter":"auto"})"),
            one("Value 'auto' at 'qualityFilter' failed to satisfy constraint: Member must satisfy enum value set: "
                "[NONE, AUTO, LOW, MEDIUM, HIGH]"));
  EXPECT_EQ(verdict(kCreateCollection, R"({"CollectionId":"a","Tags":{"aws:x":"y"}})"),
            one("Value 'aws:x' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: [Member must "
                R"(satisfy regular expression pattern: ^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$])"));
  EXPECT_EQ(verdict(kCreateCollection, R"({"CollectionId":"a","Tags":{"x":null}})"),
            one("Value null at 'tags' failed to satisfy constraint: Map values must satisfy constraint: [Member must "
                "not be null]"));
}

TEST(Validate, CountsEveryViolation) {
  EXPECT_EQ(verdict(Operation::kIndexFaces, R"({"CollectionId":"","MaxFaces":0})"),
            "ValidationException: 4 validation errors detected: "
            "Value '' at 'collectionId' failed to satisfy constraint: Member must have length greater than or equal to "
            "1; Value '' at 'collectionId' failed to satisfy constraint: Member must satisfy regular expression "
            R"(pattern: [a-zA-Z0-9_.\-]+; )"
            "Value null at 'image' failed to satisfy constraint: Member must not be null; "
            "Value '0' at 'maxFaces' failed to satisfy constraint: Member must have value greater than or equal to 1");
}

TEST(Validate, NamesTenViolationsAndCutsLongValues) {
  std::string json = R"({"CollectionId":")" + std::string(300, '!') + R"(","FaceIds":[)";
  for (int i = 0; i < 4096; ++i) json += "\"\",";
  json.back() = ']';
  const std::string message = verdict(Operation::kDeleteFaces, json + "}");
  EXPECT_TRUE(message.starts_with("ValidationException: 4098 validation errors detected: Value '" +
                                  std::string(64, '!') + "...' at"))
      << message;
  EXPECT_LT(message.size(), 2500U);
}

TEST(Validate, RefusesJsonTypesThatDoNotFit) {
  using enum Operation;
  const auto serialization = [](std::string_view text) { return "SerializationException: " + std::string(text); };
  EXPECT_EQ(verdict(kListFaces, R"({"CollectionId":"a","MaxResults":"5"})"),
            serialization("STRING_VALUE can not be converted to an Integer at 'maxResults'."));
  EXPECT_EQ(verdict(kListFaces, R"({"CollectionId":"a","MaxResults":5.5})"),
            serialization("NUMBER_VALUE can not be converted to an Integer at 'maxResults'."));
  EXPECT_EQ(verdict(kListFaces, R"({"CollectionId":"a","MaxResults":2147483648})"),
            serialization("NUMBER_VALUE can not be converted to an Integer at 'maxResults'."));
  EXPECT_EQ(verdict(kListFaces, R"({"CollectionId":5})"),
            serialization("NUMBER_VALUE can not be converted to a String at 'collectionId'."));
  EXPECT_EQ(verdict(kListFaces, R"({"CollectionId":"a","FaceIds":{}})"),
            serialization("START_OBJECT can not be converted to a List at 'faceIds'."));
  EXPECT_EQ(verdict(kListFaces, R"({"FaceIds":["x",true]})"),
            serialization("TRUE_VALUE can not be converted to a String at 'faceIds.2.member'."));
  EXPECT_EQ(verdict(kSearchFaces, R"({"FaceMatchThreshold":"80"})"),
            serialization("STRING_VALUE can not be converted to a Float at 'faceMatchThreshold'."));
  EXPECT_EQ(verdict(kDetectFaces, R"({"Image":"abcd"})"),
            serialization("STRING_VALUE can not be converted to a Structure at 'image'."));
  EXPECT_EQ(verdict(kDetectFaces, R"({"Image":{"Bytes":[1]}})"),
            serialization("START_ARRAY can not be converted to a Blob at 'image.bytes'."));
  EXPECT_EQ(verdict(kDetectFaces, R"({"Image":{"Bytes":"not base64!"}})"),
            serialization("The value at 'image.bytes' is not valid base64."));
  EXPECT_EQ(verdict(kDetectFaces, "[]"), serialization("START_ARRAY can not be converted to a Structure."));
  EXPECT_EQ(verdict(kDetectFaces, "null"), serialization("NULL_VALUE can not be converted to a Structure."));
}

TEST(Validate, TakesWholeNumbersWrittenAsDecimals) {
  EXPECT_EQ(verdict(Operation::kListFaces, R"({"CollectionId":"a","MaxResults":5.0})"), "ok");
  EXPECT_EQ(verdict(Operation::kListFaces, R"({"CollectionId":"a","MaxResults":4e3})"), "ok");
}

TEST(Validate, IgnoresUnknownAndNullMembers) {
  EXPECT_EQ(verdict(Operation::kListFaces, R"({"CollectionId":"a","Colour":[{}],"MaxResults":null,"FaceIds":null})"),
            "ok");
}

TEST(Validate, BoundsAnImageTo5Megabytes) {
  EXPECT_EQ(verdict(Operation::kDetectFaces, with_bytes(limits::kInlineImageBytesMax)), "ok");
  EXPECT_EQ(verdict(Operation::kDetectFaces, with_bytes(limits::kInlineImageBytesMax + 1)),
            "ImageTooLargeException: Image size is too large.");
  EXPECT_EQ(verdict(Operation::kDetectFaces, with_bytes(0)),
            one("Value at 'image.bytes' failed to satisfy constraint: Member must have length greater than or equal to "
                "1"));
}

TEST(Validate, CountsCharactersNotBytes) {
  std::string value;
  for (int i = 0; i < 256; ++i) value += "ä";
  EXPECT_EQ(verdict(Operation::kCreateCollection, R"({"CollectionId":"a","Tags":{"k":")" + value + "\"}}"), "ok");
  EXPECT_NE(verdict(Operation::kCreateCollection, R"({"CollectionId":"a","Tags":{"k":")" + value + "ä\"}}"), "ok");
}

TEST(Patterns, TellTagTextFromOtherText) {
  for (const char* text : {"", "a B_.:/=+-@9", "Zürich", "東京 1", "Ελλάδα", "हिन्दी", "aws"})
    EXPECT_TRUE(matches(Pattern::kTagKey, text)) << text;
  for (const char* text : {"aws:", "aws:x", "a,b", "a\tb", "<", "“x”", "€", "😀", "→", "\xff"})
    EXPECT_FALSE(matches(Pattern::kTagKey, text)) << text;
  EXPECT_TRUE(matches(Pattern::kTagValue, "aws:x"));
}

TEST(Patterns, TellIdsFromOtherText) {
  EXPECT_TRUE(matches(Pattern::kCollectionId, "aZ09_.-"));
  EXPECT_FALSE(matches(Pattern::kCollectionId, "a:b"));
  EXPECT_FALSE(matches(Pattern::kCollectionId, ""));
  EXPECT_TRUE(matches(Pattern::kUserId, "a:b"));
  EXPECT_FALSE(matches(Pattern::kUserId, "a/b"));
  EXPECT_TRUE(matches(Pattern::kFaceId, "ff43d742-0c13-5d16-a3e8-03d3f58e980b"));
  EXPECT_FALSE(matches(Pattern::kFaceId, "FF43D742-0c13-5d16-a3e8-03d3f58e980b"));
  EXPECT_TRUE(matches(Pattern::kS3Bucket, ""));
  EXPECT_FALSE(matches(Pattern::kS3Bucket, "a/b"));
}

TEST(ServiceTable, KnowsItsOperations) {
  for (int i = 0; i <= static_cast<int>(Operation::kSearchFacesByImage); ++i) {
    const auto operation = static_cast<Operation>(i);
    EXPECT_EQ(find_operation(name_of(operation)), operation);
    EXPECT_TRUE(is_known_to_the_service(name_of(operation)));
  }
  EXPECT_EQ(find_operation("DetectLabels"), std::nullopt);
  EXPECT_TRUE(is_known_to_the_service("DetectLabels"));
  EXPECT_FALSE(is_known_to_the_service("DetectFace"));
}

}  // namespace
}  // namespace mien::api::rekognition
