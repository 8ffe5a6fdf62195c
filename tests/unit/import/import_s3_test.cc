#include "import_s3.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "api/auth/crypto.h"
#include "api/auth/sigv4_verify.h"
#include "core/limits.h"
#include "exit_codes.h"
#include "fakes/fake_clock.h"

namespace mien::cli {
namespace {

using importing::S3Answer;
using importing::S3Url;
using Variables = std::map<std::string, std::string>;

const Variables kMienKey{{"MIEN_ACCESS_KEY_ID", "MIENID"}, {"MIEN_SECRET_ACCESS_KEY", "mien-secret"}};
const Variables kAwsKey{{"AWS_ACCESS_KEY_ID", "AWSID"}, {"AWS_SECRET_ACCESS_KEY", "aws-secret"}};

Outcome<S3Access> access(const std::string& endpoint, Variables variables, const Variables& more = {}) {
  variables.insert(more.begin(), more.end());
  ImportCommand command;
  command.client.server = "http://127.0.0.1:8080/";
  command.client.ca_cert = "ca.pem";
  command.s3_endpoint = endpoint;
  return s3_access(command, [&](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
}

TEST(S3Access, IsMienItselfWithItsKeyUnlessTold) {
  for (const std::string endpoint : {"", "http://127.0.0.1:8080", "http://127.0.0.1:8080/"}) {
    const auto own = access(endpoint, kMienKey, kAwsKey);
    ASSERT_TRUE(own) << own.error().line;
    EXPECT_EQ(own->origin, "http://127.0.0.1:8080");
    EXPECT_EQ(own->host, "127.0.0.1:8080");
    EXPECT_EQ(own->region, "us-east-1");
    EXPECT_EQ(own->access_key_id, "MIENID");
    EXPECT_EQ(own->secret.reveal(), "mien-secret");
    EXPECT_EQ(own->ca_cert, "ca.pem");
  }
}

TEST(S3Access, TakesAwsKeyForAnotherServerWhereThereIsOne) {
  Variables temporary = kAwsKey;
  temporary["AWS_SESSION_TOKEN"] = "token";
  const auto aws = access("https://s3.example.com:443/base/", kMienKey, temporary);
  ASSERT_TRUE(aws) << aws.error().line;
  EXPECT_EQ(aws->origin, "https://s3.example.com:443");
  EXPECT_EQ(aws->base, "/base");
  EXPECT_EQ(aws->host, "s3.example.com");
  EXPECT_EQ(aws->access_key_id, "AWSID");
  EXPECT_EQ(aws->session_token, "token");
  EXPECT_EQ(aws->ca_cert, "");  // That is for Mien.
  // Half of a key is none, and no other's token goes with Mien's.
  temporary.erase("AWS_SECRET_ACCESS_KEY");
  const auto mien = access("http://[::1]:9000", kMienKey, temporary);
  ASSERT_TRUE(mien);
  EXPECT_EQ(mien->host, "[::1]:9000");
  EXPECT_EQ(mien->access_key_id, "MIENID");
  EXPECT_EQ(mien->session_token, "");
}

TEST(S3Access, RefusesWhatIsNoAddress) {
  for (const std::string wrong : {"s3.example.com", "ftp://a", "http://", "http:///x", "http://user@host", "http://h?x",
                                  "http://h#x", "http://a b", "http://a\\b"}) {
    const auto refused = access(wrong, kMienKey);
    ASSERT_FALSE(refused) << wrong;
    EXPECT_EQ(refused.error().exit_code, kUsage);
    EXPECT_TRUE(refused.error().line.starts_with("--s3-endpoint ")) << refused.error().line;
  }
  EXPECT_EQ(access("", {}).error().exit_code, kUsage);
}

TEST(S3Request, IsSignedForTheKeyAsItIs) {
  const fakes::FakeClock clock;
  const auto at = std::chrono::floor<std::chrono::seconds>(clock.now());
  for (const std::string key : {"a.jpg", "index/Nguyễn Văn A+b %41.jpg", "a/../b//c", "what?#&=", "%2F"}) {
    const auto options = access("https://s3.example.com/base", kMienKey);
    ASSERT_TRUE(options);
    const auto request = signed_request(*options, "GET", {"photos", key}, at);
    EXPECT_EQ(request.url, "https://s3.example.com/base" + importing::s3_path({"photos", key}));
    EXPECT_EQ(request.bytes_max, limits::kObjectImageBytesMax);
    // The code that verifies others' signatures agrees.
    HttpRequest received;
    received.head.method = request.method;
    received.head.target = request.url.substr(options->origin.size());
    received.head.headers = request.headers;
    const api::RootKeyRing keys("MIENID", Secret("mien-secret"));
    const auto verified = api::sigv4::verify(received, keys, clock, api::sigv4::PathRule::kAsSent);
    ASSERT_TRUE(verified) << key << verified.error().message;
    EXPECT_EQ(verified->service, "s3");
    EXPECT_FALSE(api::sigv4::verify(received, keys, clock, api::sigv4::PathRule::kUnnormalized) &&
                 request.url.contains('%'));
  }
}

TEST(S3Request, CarriesTheTokenOfTemporaryCredentialsUnderTheSignature) {
  auto options = access("https://s3.example.com", kMienKey);
  ASSERT_TRUE(options);
  options->session_token = "token";
  const auto request = signed_request(*options, "HEAD", {"photos", "a.jpg"}, std::chrono::sys_seconds{});
  const auto named = [&](const std::string& name) {
    return std::ranges::find(request.headers, name, &HttpHeader::name)->value;
  };
  EXPECT_EQ(named("X-Amz-Security-Token"), "token");
  EXPECT_TRUE(named("Authorization").contains("x-amz-security-token")) << named("Authorization");
}

HttpResponse response(int status, std::vector<HttpHeader> headers, std::string body) {
  return {.status = status, .headers = std::move(headers), .body = std::move(body)};
}

TEST(S3Answers, SayWhatAnObjectIs) {
  const S3Answer got = read_s3_answer(response(200, {{"etag", "\"e\""}, {"Last-Modified", "then"}}, "bytes"));
  EXPECT_EQ(got.trouble, S3Answer::Trouble::kNone);
  EXPECT_EQ(got.bytes, "bytes");
  EXPECT_EQ(got.size, 5U);
  EXPECT_EQ(got.version_tag, "\"e\"");
  const S3Answer head = read_s3_answer(response(200, {{"Content-Length", "17"}, {"Last-Modified", "then"}}, ""));
  EXPECT_EQ(head.size, 17U);
  EXPECT_EQ(head.version_tag, "then");
}

TEST(S3Answers, HaveTheCodeOfTheirDocumentAndNothingElseOfIt) {
  const auto code = [](const std::string& body) { return read_s3_answer(response(404, {}, body)).code; };
  EXPECT_EQ(code("<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>x</Message></Error>"), "NoSuchKey");
  EXPECT_EQ(code("<Error><Code>Not A Word</Code></Error>"), "");
  EXPECT_EQ(code("<Error><Code>" + std::string(65, 'x') + "</Code></Error>"), "");
  EXPECT_EQ(code("<Error><Code>Cut"), "Cut");
  EXPECT_EQ(code("nothing here"), "");
  EXPECT_EQ(read_s3_answer(response(503, {{"Retry-After", "9"}}, "")).retry_after, std::chrono::seconds(9));
}

TEST(S3Answers, TellTroubleThatPassesFromTroubleThatStays) {
  using Trouble = S3Answer::Trouble;
  const auto trouble = [](ErrorCode code) { return read_s3_answer(fail(code, "Why.")).trouble; };
  EXPECT_EQ(trouble(ErrorCode::kImageTooLarge), Trouble::kTooLarge);
  EXPECT_EQ(trouble(ErrorCode::kAccessDenied), Trouble::kNeverWill);
  EXPECT_EQ(trouble(ErrorCode::kInvalidArgument), Trouble::kNeverWill);
  EXPECT_EQ(trouble(ErrorCode::kUnavailable), Trouble::kNoAnswer);
  EXPECT_EQ(trouble(ErrorCode::kDeadlineExceeded), Trouble::kNoAnswer);
}

}  // namespace
}  // namespace mien::cli
