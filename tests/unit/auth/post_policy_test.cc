#include "api/auth/post_policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/base64.h"
#include "core/limits.h"
#include "unit/auth/s3_world.h"

namespace mien::api {
namespace {

using namespace std::chrono_literals;
using s3_world::kId;
using s3_world::kSecret;
using s3_world::SetClock;
using Field = ProvenForm::Field;

constexpr std::string_view kNow = "20260203T040506Z";
constexpr std::string_view kDate = "20260203";
const std::string kCredential = std::string(kId) + "/20260203/us-east-1/s3/aws4_request";

class PostPolicy : public ::testing::Test {
 protected:
  S3Result<ProvenForm> prove(const std::vector<Field>& fields, std::size_t bytes = 10,
                             std::string_view file_name = "a.jpg") const {
    std::vector<PostForm::Field> sent;
    for (const Field& field : fields) sent.push_back({field.name, field.value});
    return verify_post_form({.bucket = "faces", .fields = sent, .file_name = file_name, .file_bytes = bytes}, keys_,
                            clock_);
  }
  S3Result<S3Caller> verify(const std::vector<Field>& fields, std::size_t bytes = 10) const {
    auto proven = prove(fields, bytes);
    if (!proven) return std::unexpected(std::move(proven).error());
    return std::move(proven->caller);
  }
  static std::string sign(std::string_view encoded) {
    return sigv4::signature(Secret(std::string(kSecret)), {kDate, "us-east-1", "s3"}, encoded);
  }
  /// A form under a policy with these conditions, beside those that every form of version 4 needs.
  static std::vector<Field> form(const std::string& conditions, std::vector<Field> fields = {},
                                 std::string_view expiration = "2026-02-03T05:05:06Z") {
    const std::string policy = R"({"expiration": ")" + std::string(expiration) + R"(", "conditions": [)" + conditions +
                               R"(, {"x-amz-algorithm": "AWS4-HMAC-SHA256"}, {"x-amz-credential": ")" + kCredential +
                               R"("}, {"x-amz-date": ")" + std::string(kNow) + R"("}]})";
    return under(policy, std::move(fields));
  }
  static std::vector<Field> under(const std::string& policy, std::vector<Field> fields) {
    const std::string encoded = encode_base64(std::as_bytes(std::span(policy)));
    fields.insert(fields.end(), {{"x-amz-algorithm", "AWS4-HMAC-SHA256"},
                                 {"x-amz-credential", kCredential},
                                 {"x-amz-date", std::string(kNow)},
                                 {"policy", encoded},
                                 {"x-amz-signature", sign(encoded)}});
    return fields;
  }
  void expect_refused(const std::vector<Field>& fields, S3Problem problem, std::string_view message,
                      std::size_t bytes = 10) const {
    const auto caller = verify(fields, bytes);
    ASSERT_FALSE(caller) << message;
    EXPECT_EQ(caller.error().problem, problem) << caller.error().message;
    EXPECT_NE(caller.error().message.find(message), std::string::npos) << caller.error().message;
  }

  SetClock clock_{kNow};
  RootKeyRing keys_ = s3_world::key_ring();
};

TEST_F(PostPolicy, TakesTheFormsThatBotocoreSigns) {
  const auto file = s3_world::golden("s3_requests.json");
  for (const auto& entry : file.at("forms").as_array()) {
    SCOPED_TRACE(s3_world::text(entry.at("name")));
    std::vector<Field> fields;
    for (const auto& field : entry.at("fields").as_array())
      fields.push_back({s3_world::text(field.at(0)), s3_world::text(field.at(1))});
    const auto caller = verify(fields, 1000);
    ASSERT_TRUE(caller) << caller.error().message;
    EXPECT_EQ(caller->principal.access_key_id, kId);
    EXPECT_EQ(caller->means, S3Caller::Means::kForm);
    expect_refused(fields, S3Problem::kTooLarge, "exceeds the maximum", 1001);
    expect_refused(fields, S3Problem::kTooSmall, "smaller than the minimum", 0);
    for (Field& field : fields) {
      const auto changed_to = [&](std::string value) {
        auto changed = fields;
        changed[static_cast<std::size_t>(&field - fields.data())].value = std::move(value);
        return changed;
      };
      if (field.name == "key") expect_refused(changed_to("out/a.jpg"), S3Problem::kPolicyBroken, "starts-with");
      if (field.name == "acl") expect_refused(changed_to("public-read"), S3Problem::kPolicyBroken, R"(["eq", "$acl")");
      if (field.name == "policy") expect_refused(changed_to("e30="), S3Problem::kBadSignature, "does not match");
      if (lower_case(field.name).ends_with("signature"))
        expect_refused(changed_to(std::string(64, 'a')), S3Problem::kBadSignature, "does not match");
      if (field.name == "AWSAccessKeyId") expect_refused(changed_to("AKIDX"), S3Problem::kUnknownKey, "does not exist");
    }
    clock_.at += 3601s;
    expect_refused(fields, S3Problem::kExpired, "Policy expired");
    clock_.at -= 3601s;
  }
}

TEST_F(PostPolicy, WantsEveryFieldCovered) {
  const std::string bucket = R"({"bucket": "faces"})";
  EXPECT_TRUE(verify(form(bucket)));
  EXPECT_TRUE(verify(form(bucket, {{"X-Ignore-Me", "x"}, {"file", ""}})));
  expect_refused(form(bucket, {{"key", "a"}, {"Submit", "Go"}}), S3Problem::kPolicyBroken,
                 "Invalid according to Policy: Extra input fields: key, submit");
  expect_refused(form(R"({"key": "a"})", {{"key", "a"}}), S3Problem::kPolicyBroken, "Extra input fields: bucket");
  expect_refused(form(R"({"bucket": "other"})"), S3Problem::kPolicyBroken, R"(["eq", "$bucket", "other"])");
  expect_refused(form(bucket + R"(, {"x-amz-meta-a": "b"})"), S3Problem::kPolicyBroken, "$x-amz-meta-a");
}

TEST_F(PostPolicy, ComparesValuesButNotTheCaseOfNames) {
  const std::string bucket = R"({"bucket": "faces"}, )";
  EXPECT_TRUE(verify(form(bucket + R"({"Content-Type": "image/JPEG"})", {{"content-type", "image/JPEG"}})));
  EXPECT_TRUE(verify(form(bucket + R"(["EQ", "$CONTENT-type", "a"])", {{"Content-Type", "a"}})));
  expect_refused(form(bucket + R"({"key": "A"})", {{"key", "a"}}), S3Problem::kPolicyBroken, "$key");
  EXPECT_TRUE(verify(form(bucket + R"(["starts-with", "$key", ""])", {{"key", "whatever"}})));
  // Types are a list, each of which must start so; other fields are not.
  const std::string types = bucket + R"(["starts-with", "$Content-Type", "image/"])";
  EXPECT_TRUE(verify(form(types, {{"Content-Type", "image/jpeg, image/png"}})));
  expect_refused(form(types, {{"Content-Type", "image/jpeg,text/html"}}), S3Problem::kPolicyBroken, "$Content-Type");
  expect_refused(form(types), S3Problem::kPolicyBroken, "$Content-Type");
  EXPECT_TRUE(verify(form(bucket + R"(["starts-with", "$key", "a,"])", {{"key", "a,b"}})));
}

TEST_F(PostPolicy, RefusesPoliciesThatAreNone) {
  const auto refused = [&](const std::string& policy, std::string_view message) {
    expect_refused(under(policy, {}), S3Problem::kInvalidPolicy, message);
  };
  refused("", "Invalid Policy");
  refused("[]", "not a JSON object");
  refused("{}", "missing expiration");
  refused(R"({"expiration": "tomorrow", "conditions": []})", "Invalid 'expiration'");
  refused(R"({"expiration": "2026-02-03T05:05:06Z"})", "no list of conditions");
  refused(R"({"expiration": "2026-02-03T05:05:06Z", "expiration": "2027-02-03T05:05:06Z", "conditions": []})",
          "Invalid");
  const auto refused_condition = [&](const std::string& condition, std::string_view message) {
    expect_refused(form(condition), S3Problem::kInvalidPolicy, message);
  };
  refused_condition("1", "a condition must be");
  refused_condition(R"({"a": "b", "c": "d"})", "one member");
  refused_condition(R"({"a": 1})", "one member");
  refused_condition(R"(["eq", "$a"])", "list of three");
  refused_condition(R"(["eq", "a", "b"])", "written with '$'");
  refused_condition(R"(["ends-with", "$a", "b"])", "unknown operator");
  refused_condition(R"(["content-length-range", 1, -1])", "two numbers");
  refused_condition(R"(["content-length-range", "1", "x"])", "two numbers");
  std::string many = "{\"bucket\": \"faces\"}";
  for (std::size_t i = 0; i < limits::kPolicyConditionsMax; ++i) many += ", {\"bucket\": \"faces\"}";
  refused_condition(many, "too many conditions");
  auto fields = form(R"({"bucket": "faces"})");
  for (Field& field : fields)
    if (field.name == "policy") field.value = "not base64!";
  for (Field& field : fields)
    if (field.name == "x-amz-signature") field.value = sign("not base64!");
  expect_refused(fields, S3Problem::kInvalidPolicy, "not base64");
}

TEST_F(PostPolicy, TakesRangesAsTextToo) {
  const auto fields = form(R"({"bucket": "faces"}, ["content-length-range", "5", 10])");
  EXPECT_TRUE(verify(fields, 5));
  EXPECT_TRUE(verify(fields, 10));
  expect_refused(fields, S3Problem::kTooLarge, "exceeds", 11);
  expect_refused(fields, S3Problem::kTooSmall, "smaller", 4);
}

TEST_F(PostPolicy, NamesWhatAFormLacks) {
  expect_refused({}, S3Problem::kMissing, "Access Denied");
  expect_refused({{"key", "a"}}, S3Problem::kMissing, "Access Denied");
  expect_refused({{"policy", "e30="}}, S3Problem::kMissingField, "'AWSAccessKeyId'");
  const auto right = form(R"({"bucket": "faces"})");
  for (const std::string_view name : {"x-amz-credential", "x-amz-date", "x-amz-signature", "policy"}) {
    auto fields = right;
    std::erase_if(fields, [&](const Field& field) { return field.name == name; });
    expect_refused(fields, S3Problem::kMissingField, "must contain a field named");
  }
  auto fields = right;
  fields.push_back({"POLICY", "e30="});
  expect_refused(fields, S3Problem::kPolicyBroken, "twice");
  fields = right;
  fields.push_back({"AWSAccessKeyId", "AKID"});
  expect_refused(fields, S3Problem::kSeveralMechanisms, "Only one");
  fields = right;
  fields.push_back({"x-amz-security-token", "x"});
  expect_refused(fields, S3Problem::kInvalidToken, "token");
  fields = right;
  fields.push_back({"x-ignore-a", std::string(limits::kFormFieldsBytesMax, 'a')});
  expect_refused(fields, S3Problem::kInvalidPolicy, "larger than");
  fields = right;
  for (std::size_t i = 0; i < limits::kFormFieldsMax; ++i) fields.push_back({"x-ignore-" + std::to_string(i), ""});
  expect_refused(fields, S3Problem::kInvalidPolicy, "too many fields");
}

TEST_F(PostPolicy, IsSignedNowAndForAWeekAtMost) {
  const auto fields = form(R"({"bucket": "faces"})", {}, "2036-02-03T05:05:06.000Z");
  clock_.at = *parse_amz_date(kNow) + 604'800s;
  EXPECT_TRUE(verify(fields));
  clock_.at += 1s;
  expect_refused(fields, S3Problem::kExpired, "has expired");
  clock_.at = *parse_amz_date(kNow) - 15min - 1s;
  expect_refused(fields, S3Problem::kNotYetValid, "not yet valid");
}

TEST_F(PostPolicy, PutsTheLastPartOfTheFilesNameIn) {
  EXPECT_EQ(with_file_name("in/${filename}", "a.jpg", 100), "in/a.jpg");
  EXPECT_EQ(with_file_name("${filename}-${filename}", "C:\\x\\a.jpg", 100), "a.jpg-a.jpg");
  EXPECT_EQ(with_file_name("in/${filename}", "../../${filename}", 100), "in/${filename}");
  EXPECT_EQ(with_file_name("plain", "a.jpg", 100), "plain");
  EXPECT_EQ(with_file_name("", "a.jpg", 0), "");
  EXPECT_EQ(with_file_name("in/${filename}", "a.jpg", 8), "in/a.jpg");
  EXPECT_FALSE(with_file_name("in/${filename}", "a.jpg", 7));
  EXPECT_FALSE(with_file_name("in/${filename}.", "a.jpg", 8));
}

TEST_F(PostPolicy, BoundsWhatFieldsBecome) {
  const std::string conditions = R"({"bucket": "faces"}, ["starts-with", "$key", ""])";
  const std::string name(limits::kFormFileNameBytesMax, 'f');
  const auto one = prove(form(conditions, {{"key", "in/${filename}"}}), 10, name);
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->value("KEY"), "in/" + name);
  const auto expect_invalid = [&](const std::vector<Field>& fields, std::string_view file_name,
                                  std::string_view message) {
    const auto refused = prove(fields, 10, file_name);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().problem, S3Problem::kInvalidPolicy) << refused.error().message;
    EXPECT_NE(refused.error().message.find(message), std::string::npos) << refused.error().message;
  };
  expect_invalid(form(conditions, {{"key", "a"}}), name + "f", "longer than 1024");
  std::string many;
  for (int i = 0; i < 20; ++i) many += "${filename}";
  expect_invalid(form(conditions, {{"key", many}}), name, "larger than");
  // Of a form that nobody signed nothing is put in: it is refused for its signature.
  auto unsigned_form = form(conditions, {{"key", many}});
  unsigned_form.back().value = std::string(64, 'a');
  const auto stranger = prove(unsigned_form, 10, name);
  ASSERT_FALSE(stranger);
  EXPECT_EQ(stranger.error().problem, S3Problem::kBadSignature);
}

}  // namespace
}  // namespace mien::api
