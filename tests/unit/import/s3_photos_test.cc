#include "import/s3_photos.h"

#include <gtest/gtest.h>

#include <map>

#include "core/limits.h"
#include "unit/import/fake_import.h"

namespace mien::importing {
namespace {

using std::chrono::seconds;
const std::string kJpeg = "\xFF\xD8\xFFrest";

/// Objects by bucket and key, and what is answered instead of them.
class FakeS3 final : public S3Service {
 public:
  S3Answer get(const S3Url& url) override {
    asked.push_back("get " + url.bucket + " " + url.key);
    return answer(url, true);
  }
  S3Answer head(const S3Url& url) override {
    asked.push_back("head " + url.bucket + " " + url.key);
    return answer(url, false);
  }
  std::map<std::string, std::string> objects;
  std::map<std::string, std::string> tags;
  std::vector<S3Answer> instead;  ///< The next answers, the last first.
  std::vector<std::string> asked;

 private:
  S3Answer answer(const S3Url& url, bool with_bytes) {
    if (!instead.empty()) {
      S3Answer answer = std::move(instead.back());
      instead.pop_back();
      if (!with_bytes) answer.code.clear();
      return answer;
    }
    if (!objects.contains(url.key)) return {.status = 404, .code = with_bytes ? "NoSuchKey" : ""};
    const std::string& bytes = objects[url.key];
    return {.status = 200, .bytes = with_bytes ? bytes : "", .size = bytes.size(), .version_tag = tags[url.key]};
  }
};

class S3PhotosTest : public testing::Test {
 protected:
  S3PhotosTest() {
    s3_.objects["a.jpg"] = kJpeg;
    s3_.tags["a.jpg"] = "\"1\"";
  }
  std::string refusal(const std::string& url = "s3://photos/a.jpg") const {
    const auto read = photos_.read(url);
    return read ? "none" : read.error().code;
  }
  FakeS3 s3_;
  FakeTimer timer_;
  Stop stop_;
  Gate gate_{4, 0};
  Courier courier_{timer_, gate_, stop_, seconds(60), "the S3 server"};
  SystemIds ids_;
  S3Photos photos_{s3_, courier_, stop_, ids_};
};

TEST(S3Urls, AreABucketAndAKeyAsItIs) {
  EXPECT_EQ(parse_s3_url("s3://my.bucket-1/a%20b/../+ ?#/ø").value(), (S3Url{"my.bucket-1", "a%20b/../+ ?#/ø"}));
  EXPECT_EQ(parse_s3_url("s3://abc//").value().key, "/");
  EXPECT_TRUE(parse_s3_url("s3://abc/" + std::string(kObjectKeyBytesMax, 'k')));
  EXPECT_TRUE(parse_s3_url("s3://" + std::string(kBucketBytesMax, 'b') + "/k"));
  for (const std::string& wrong :
       std::vector{std::string("s3://"), std::string("s3://abc"), std::string("s3://abc/"), std::string("s3:///k"),
                   std::string("s3://ab/k"), std::string("s3://Abc/k"), std::string("s3://a_c/k"),
                   std::string("s3://-bc/k"), std::string("s3://ab:/k"), std::string("s3://a@c/k"),
                   std::string("s3://abc/\xff"), std::string("s3://abc/a\0b", 12), std::string("S3://abc/k"),
                   "s3://" + std::string(kBucketBytesMax + 1, 'b') + "/k",
                   "s3://abc/" + std::string(kObjectKeyBytesMax + 1, 'k')}) {
    const auto url = parse_s3_url(wrong);
    ASSERT_FALSE(url) << wrong;
    EXPECT_EQ(url.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST(S3Urls, GivePathsInWhichNothingIsLeftToGuess) {
  EXPECT_EQ(s3_path({"abc", "index/Nguyễn Văn A+b%41~_-.jpg"}),
            "/abc/index/Nguy%E1%BB%85n%20V%C4%83n%20A%2Bb%2541~_-.jpg");
  EXPECT_EQ(s3_path({"abc", "/a//../?#&=;/"}), "/abc//a//../%3F%23%26%3D%3B/");
}

TEST_F(S3PhotosTest, AreReadWithOneRequest) {
  const auto read = photos_.read("s3://photos/a.jpg");
  ASSERT_TRUE(read) << read.error().reason;
  EXPECT_EQ(read->bytes, kJpeg);
  EXPECT_EQ(read->stamp.bytes, kJpeg.size());
  EXPECT_EQ(s3_.asked, std::vector<std::string>{"get photos a.jpg"});
}

TEST_F(S3PhotosTest, HaveAnotherStampOnceTheyAreOthers) {
  const auto before = photos_.stamp("s3://photos/a.jpg");
  ASSERT_TRUE(before);
  EXPECT_EQ(*before, photos_.read("s3://photos/a.jpg")->stamp);
  EXPECT_GE(before->changed_ns, 0);
  s3_.tags["a.jpg"] = "\"2\"";
  EXPECT_NE(*before, *photos_.stamp("s3://photos/a.jpg"));
  EXPECT_EQ(s3_.asked.front(), "head photos a.jpg");
}

TEST_F(S3PhotosTest, NameWhatIsWrongWithEach) {
  s3_.objects["empty"] = "";
  s3_.objects["text"] = "no picture";
  EXPECT_EQ(refusal("s3://photos/none.jpg"), "object_missing");
  EXPECT_EQ(refusal("s3://photos/empty"), "image_format");
  EXPECT_EQ(refusal("s3://photos/text"), "image_format");
  EXPECT_EQ(refusal("s3://x"), "object_unreadable");
  const std::vector<std::pair<S3Answer, std::string>> answers{
      {{.status = 404, .code = "NoSuchBucket"}, "bucket_missing"},
      {{.status = 404}, "object_missing"},
      {{.status = 403, .code = "AccessDenied"}, "object_denied"},
      {{.status = 301, .code = "PermanentRedirect"}, "object_elsewhere"},
      {{.status = 400, .code = "PermanentRedirect"}, "object_elsewhere"},
      {{.status = 501, .code = "NotImplemented"}, "object_unreadable"},
      {{.status = 204}, "object_unreadable"},
      {{.trouble = S3Answer::Trouble::kTooLarge}, "image_too_large"}};
  for (const auto& [answer, code] : answers) {
    s3_.instead = {answer};
    EXPECT_EQ(refusal(), code) << answer.status << answer.code;
  }
  EXPECT_FALSE(stop_.is_raised());
  EXPECT_EQ(timer_.slept(), seconds(0));
}

TEST_F(S3PhotosTest, AreRefusedBeforeTheyAreReadWhereTheyAreTooLarge) {
  s3_.instead = {{.status = 200, .size = limits::kObjectImageBytesMax + 1}};
  EXPECT_EQ(photos_.stamp("s3://photos/a.jpg").error().code, "image_too_large");
  s3_.instead = {{.trouble = S3Answer::Trouble::kTooLarge}};
  EXPECT_EQ(photos_.stamp("s3://photos/a.jpg").error().code, "image_too_large");
  EXPECT_EQ(s3_.asked, (std::vector<std::string>{"head photos a.jpg", "head photos a.jpg"}));
}

TEST_F(S3PhotosTest, AreAskedForAgainWhereThatMayHelp) {
  s3_.instead = {{.trouble = S3Answer::Trouble::kNoAnswer, .reason = "Broken."},
                 {.status = 503, .code = "SlowDown", .retry_after = seconds(7)},
                 {.status = 500, .code = "InternalError"}};
  EXPECT_EQ(refusal(), "none");
  EXPECT_EQ(s3_.asked.size(), 4U);
  EXPECT_GE(timer_.slept(), seconds(7));
  s3_.instead = std::vector<S3Answer>(kFailuresMax, {.status = 500, .code = "InternalError"});
  EXPECT_EQ(refusal(), "object_unreadable");
  EXPECT_FALSE(stop_.is_raised());
}

TEST_F(S3PhotosTest, StopTheImportWhereNobodyAnswersForTooLong) {
  s3_.instead = std::vector<S3Answer>(100, {.trouble = S3Answer::Trouble::kNoAnswer, .reason = "No route."});
  EXPECT_EQ(refusal(), "object_unreadable");
  EXPECT_EQ(stop_.why(), Stop::Why::kUnreachable);
  EXPECT_EQ(stop_.text(), "the S3 server does not answer: No route.");
}

TEST_F(S3PhotosTest, StopTheImportWhereTheKeyIsRefused) {
  s3_.instead = {{.status = 403, .code = "InvalidAccessKeyId"}};
  EXPECT_EQ(refusal(), "object_denied");
  EXPECT_EQ(stop_.why(), Stop::Why::kRefused);
  EXPECT_EQ(stop_.text(), "the S3 server refuses the key: InvalidAccessKeyId");
}

TEST_F(S3PhotosTest, StopTheImportAtOnceWhereTheServerIsNotToBeTrusted) {
  s3_.instead = {{.trouble = S3Answer::Trouble::kNeverWill, .reason = "Unknown authority."}};
  EXPECT_EQ(refusal(), "object_unreadable");
  EXPECT_EQ(stop_.why(), Stop::Why::kUnreachable);
  EXPECT_EQ(timer_.slept(), seconds(0));
}

TEST_F(S3PhotosTest, AskForTheReasonThatAHeadDoesNotGive) {
  s3_.instead = {{.status = 403, .code = "SignatureDoesNotMatch"}, {.status = 403}};
  EXPECT_EQ(photos_.stamp("s3://photos/a.jpg").error().code, "object_denied");
  EXPECT_EQ(stop_.why(), Stop::Why::kRefused);
  EXPECT_EQ(s3_.asked, (std::vector<std::string>{"head photos a.jpg", "get photos a.jpg"}));
}

TEST_F(S3PhotosTest, StopTheImportWhereVersitygwDoesNotKnowTheKey) {
  s3_.instead = {{.status = 404, .code = "XAdminUserNotFound"}, {.status = 404}};
  EXPECT_FALSE(photos_.stamp("s3://photos/a.jpg"));
  EXPECT_EQ(stop_.text(), "the S3 server refuses the key: XAdminUserNotFound");
}

}  // namespace
}  // namespace mien::importing
