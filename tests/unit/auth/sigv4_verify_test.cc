#include "api/auth/sigv4_verify.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/sigv4_header.h"
#include "core/ascii.h"
#include "fakes/fake_clock.h"

namespace mien::api::sigv4 {
namespace {

using namespace std::chrono_literals;

class SigV4Verify : public ::testing::Test {
 protected:
  HttpRequest unsigned_request() const {
    HttpRequest request;
    request.head.method = "POST";
    request.head.target = "/";
    request.head.headers = {{"Host", "127.0.0.1:8080"},
                            {"X-Amz-Target", "RekognitionService.ListCollections"},
                            {"Content-Type", "application/x-amz-json-1.1"}};
    request.body = "{}";
    return request;
  }
  HttpRequest signed_request(std::chrono::seconds skew = 0s, const Secret& with = Secret("secret")) const {
    HttpRequest request = unsigned_request();
    sign(request, "AKID", with, {.region = "eu-central-1", .service = "rekognition", .at = now() + skew});
    return request;
  }
  std::chrono::sys_seconds now() const { return std::chrono::floor<std::chrono::seconds>(clock_.now()); }
  void expect_refused(const HttpRequest& request, AuthProblem problem, std::string_view message) const {
    const auto verified = verify(request, keys_, clock_);
    ASSERT_FALSE(verified);
    EXPECT_EQ(verified.error().problem, problem) << verified.error().message;
    EXPECT_NE(verified.error().message.find(message), std::string::npos) << verified.error().message;
  }
  static std::string& header(HttpRequest& request, std::string_view name) {
    for (HttpHeader& h : request.head.headers)
      if (h.name == name) return h.value;
    ADD_FAILURE() << name;
    return request.body;
  }

  fakes::FakeClock clock_;
  RootKeyRing keys_{"AKID", Secret("secret")};
};

TEST_F(SigV4Verify, AcceptsWhatItsOwnerSigned) {
  const auto verified = verify(signed_request(), keys_, clock_);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_EQ(verified->principal.access_key_id, "AKID");
  EXPECT_EQ(verified->service, "rekognition");
}

TEST_F(SigV4Verify, AcceptsHeadersThatAreAddedUnsigned) {
  HttpRequest request = signed_request();
  request.head.headers.push_back({"User-Agent", "x"});
  EXPECT_TRUE(verify(request, keys_, clock_));
}

TEST_F(SigV4Verify, RefusesAnyChangeOfWhatIsSigned) {
  HttpRequest request = signed_request();
  request.body = "{ }";
  expect_refused(request, AuthProblem::kBadSignature, "does not match");
  request = signed_request();
  request.head.method = "PUT";
  expect_refused(request, AuthProblem::kBadSignature, "does not match");
  request = signed_request();
  request.head.target = "/?x";
  expect_refused(request, AuthProblem::kBadSignature, "does not match");
  for (const char* name : {"Host", "X-Amz-Target", "Content-Type"}) {
    request = signed_request();
    header(request, name) += "x";
    expect_refused(request, AuthProblem::kBadSignature, "does not match");
  }
  request = signed_request();
  request.head.headers.push_back({"x-amz-target", "RekognitionService.DeleteCollection"});
  expect_refused(request, AuthProblem::kBadSignature, "does not match");
  request = signed_request();
  std::erase_if(request.head.headers, [](const HttpHeader& h) { return h.name == "Content-Type"; });
  expect_refused(request, AuthProblem::kBadSignature, "not in the request");
}

TEST_F(SigV4Verify, RefusesAnotherSecretAndAnUnknownKey) {
  expect_refused(signed_request(0s, Secret("guess")), AuthProblem::kBadSignature, "does not match");
  HttpRequest request = unsigned_request();
  sign(request, "OTHER", Secret("secret"), {.region = "r", .service = "rekognition", .at = now()});
  expect_refused(request, AuthProblem::kUnknownKey, "security token");
  // Not even the secret that unknown keys are checked against opens anything.
  request = unsigned_request();
  sign(request, "OTHER", Secret("no key has this secret, and no answer is right"),
       {.region = "r", .service = "rekognition", .at = now()});
  expect_refused(request, AuthProblem::kUnknownKey, "security token");
}

TEST_F(SigV4Verify, AllowsClocksToDifferByFifteenMinutes) {
  EXPECT_TRUE(verify(signed_request(-15min), keys_, clock_));
  EXPECT_TRUE(verify(signed_request(15min), keys_, clock_));
  expect_refused(
      signed_request(-15min - 1s), AuthProblem::kBadSignature,
      "Signature expired: 20231114T215819Z is now earlier than 20231114T215820Z (20231114T221320Z - 15 min.)");
  expect_refused(signed_request(15min + 1s), AuthProblem::kBadSignature,
                 "Signature not yet current: 20231114T222821Z is still later than 20231114T222820Z "
                 "(20231114T221320Z + 15 min.)");
}

TEST_F(SigV4Verify, RefusesAScopeOfAnotherDay) {
  HttpRequest request = signed_request();
  std::string& authorization = header(request, "Authorization");
  authorization.replace(authorization.find("20231114"), 8, "20231113");
  expect_refused(request, AuthProblem::kBadSignature,
                 "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20231113' "
                 "!= '20231114', from '20231114T221320Z'.");
}

TEST_F(SigV4Verify, RefusesADeclaredHashThatIsNotTheBodys) {
  HttpRequest request = unsigned_request();
  request.head.headers.push_back({"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"});
  sign(request, "AKID", Secret("secret"), {.region = "r", .service = "s", .at = now()});
  expect_refused(request, AuthProblem::kBadSignature, "X-Amz-Content-Sha256");
  request = unsigned_request();
  request.head.headers.push_back({"X-Amz-Content-Sha256", hex(sha256(request.body))});
  sign(request, "AKID", Secret("secret"), {.region = "r", .service = "s", .at = now()});
  EXPECT_TRUE(verify(request, keys_, clock_));
}

TEST_F(SigV4Verify, ProvesARequestByItsHeadWhereThatDeclaresTheHashOfTheBody) {
  using Proven = HeadVerdict::Proven;
  const auto undeclared = verify_head(signed_request().head, keys_, clock_);
  ASSERT_TRUE(undeclared) << undeclared.error().message;
  EXPECT_EQ(undeclared->proven, Proven::kNotWithoutTheBody);
  EXPECT_EQ(undeclared->service, "rekognition");
  const auto declaring = [&](const Secret& secret) {
    HttpRequest request = unsigned_request();
    request.head.headers.push_back({"X-Amz-Content-Sha256", hex(sha256(request.body))});
    sign(request, "AKID", secret, {.region = "r", .service = "s", .at = now()});
    return request;
  };
  const auto declared = verify_head(declaring(Secret("secret")).head, keys_, clock_);
  ASSERT_TRUE(declared) << declared.error().message;
  EXPECT_EQ(declared->proven, Proven::kYes);
  const auto forged = verify_head(declaring(Secret("guess")).head, keys_, clock_);
  ASSERT_FALSE(forged);
  EXPECT_EQ(forged.error().problem, AuthProblem::kBadSignature);
}

TEST_F(SigV4Verify, RefusesByTheHeadWhatNoBodyMakesRight) {
  const auto problem = [&](const HttpRequest& request) {
    const auto verdict = verify_head(request.head, keys_, clock_);
    return verdict ? std::optional<AuthProblem>() : verdict.error().problem;
  };
  EXPECT_EQ(problem(signed_request(0s, Secret("guess"))), std::nullopt);
  EXPECT_EQ(problem(unsigned_request()), AuthProblem::kMissing);
  EXPECT_EQ(problem(signed_request(-15min - 1s)), AuthProblem::kBadSignature);
  HttpRequest request = unsigned_request();
  sign(request, "OTHER", Secret("secret"), {.region = "r", .service = "s", .at = now()});
  EXPECT_EQ(problem(request), AuthProblem::kUnknownKey);
  request = unsigned_request();
  request.head.headers.push_back({"X-Amz-Content-Sha256", hex(sha256(request.body))});
  sign(request, "OTHER", Secret("secret"), {.region = "r", .service = "s", .at = now()});
  EXPECT_EQ(problem(request), AuthProblem::kUnknownKey);
}

TEST_F(SigV4Verify, TakesAPayloadHashFromItsCaller) {
  const HttpRequest request = signed_request();
  EXPECT_TRUE(verify(request.head, hex(sha256(request.body)), keys_, clock_));
  const auto other = verify(request.head, hex(sha256("other")), keys_, clock_);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().problem, AuthProblem::kBadSignature);
}

TEST_F(SigV4Verify, WantsTargetHostAndDateSigned) {
  for (const char* name : {"x-amz-target", "host", "x-amz-date"}) {
    HttpRequest request = signed_request();
    std::string& authorization = header(request, "Authorization");
    const auto names = authorization.find("SignedHeaders=") + 14;
    std::string list = authorization.substr(names, authorization.find(',', names) - names);
    const std::size_t size = list.size();
    list = ";" + list + ";";
    list.erase(list.find(";" + std::string(name) + ";"), std::string_view(name).size() + 1);
    authorization.replace(names, size, list.substr(1, list.size() - 2));
    expect_refused(request, AuthProblem::kBadSignature, "'" + std::string(name) + "' must be a 'SignedHeader'");
  }
}

TEST_F(SigV4Verify, TakesTheDateHeaderInsteadOfXAmzDate) {
  for (const char* date : {"Tue, 14 Nov 2023 22:13:20 GMT", "20231114T221320Z"}) {
    HttpRequest request = unsigned_request();
    request.head.headers.push_back({"Date", date});
    const std::string_view names[] = {"content-type", "date", "host", "x-amz-target"};
    const auto canonical = canonical_request(request.head, names, hex(sha256(request.body)), PathRule::kNormalized);
    const Scope scope{"20231114", "r", "rekognition"};
    const std::string proof = signature(Secret("secret"), scope, string_to_sign("20231114T221320Z", scope, *canonical));
    request.head.headers.push_back(
        {"Authorization", "AWS4-HMAC-SHA256 Credential=AKID/" + scope.text() +
                              ",SignedHeaders=content-type;date;host;x-amz-target,Signature=" + proof});
    const auto verified = verify(request, keys_, clock_);
    EXPECT_TRUE(verified) << verified.error().message;
  }
}

TEST_F(SigV4Verify, SortsAndEncodesNothingForAnUnknownKey) {
  HttpRequest request = signed_request();
  request.head.headers.push_back({"X-Amz-Content-Sha256", hex(sha256(request.body))});
  std::string& authorization = header(request, "Authorization");
  // A signed header that is not there would be found out while the request is brought into its canonical form.
  authorization.replace(authorization.find("SignedHeaders="), 14, "SignedHeaders=absent;");
  const auto known = verify_head(request.head, keys_, clock_);
  ASSERT_FALSE(known);
  EXPECT_EQ(known.error().message, "A header of SignedHeaders is not in the request.");
  authorization.replace(authorization.find("Credential=") + 11, 4, "NONE");
  const auto unknown = verify_head(request.head, keys_, clock_);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().problem, AuthProblem::kUnknownKey);
}

TEST_F(SigV4Verify, NamesWhatIsMissing) {
  expect_refused(unsigned_request(), AuthProblem::kMissing, "Missing Authentication Token");
  HttpRequest request = signed_request();
  std::erase_if(request.head.headers, [](const HttpHeader& h) { return h.name == "X-Amz-Date"; });
  expect_refused(request, AuthProblem::kIncomplete, "'X-Amz-Date' or a 'Date'");
  request = signed_request();
  header(request, "X-Amz-Date") = "2023-11-14";
  expect_refused(request, AuthProblem::kIncomplete, "X-Amz-Date");
  request = signed_request();
  request.head.headers.push_back({"X-Amz-Security-Token", "x"});
  expect_refused(request, AuthProblem::kUnknownKey, "security token");
}

AuthResult<Claim> parse(const std::string& value) {
  static constexpr std::string_view kName = "authorization";
  HttpHead head;
  head.headers = {{std::string(kName), value}};
  auto claim = parse_authorization(head);
  if (claim) *claim = Claim{};  // Its views end with the head.
  return claim;
}

TEST(SigV4Header, IsReadStrictly) {
  const std::string scheme = "AWS4-HMAC-SHA256 ";
  const std::string credential = "Credential=AKID/20231114/us-east-1/rekognition/aws4_request";
  const std::string names = "SignedHeaders=host;x-amz-date";
  const std::string proof = "Signature=" + std::string(64, 'a');
  EXPECT_TRUE(parse(scheme + credential + ", " + names + ", " + proof));
  EXPECT_TRUE(parse(scheme + proof + "," + names + "," + credential));
  const std::string refused[] = {
      "",
      "Basic abc",
      "AWS4-HMAC-SHA256",
      "AWS4-ECDSA-P256-SHA256 " + credential + ", " + names + ", " + proof,
      scheme + names + ", " + proof,
      scheme + credential + ", " + proof,
      scheme + credential + ", " + names,
      scheme + credential + ", " + credential + ", " + names + ", " + proof,
      scheme + credential + ", " + names + ", " + proof + ", Extra=1",
      scheme + credential + ", " + names + ", Signature=" + std::string(63, 'a'),
      scheme + credential + ", " + names + ", Signature=" + std::string(64, 'A'),
      scheme + credential + ", " + names + ", Signature=" + std::string(64, 'g'),
      scheme + credential + ", SignedHeaders=x-amz-date;host, " + proof,
      scheme + credential + ", SignedHeaders=host;host, " + proof,
      scheme + credential + ", SignedHeaders=Host;x-amz-date, " + proof,
      scheme + credential + ", SignedHeaders=host;;x-amz-date, " + proof,
      scheme + credential + ", SignedHeaders=, " + proof,
      scheme + "Credential=AKID/20231114/us-east-1/rekognition, " + names + ", " + proof,
      scheme + "Credential=AKID/2023111/us-east-1/rekognition/aws4_request, " + names + ", " + proof,
      scheme + "Credential=/20231114/us-east-1/rekognition/aws4_request, " + names + ", " + proof,
      scheme + "Credential=AKID/20231114//rekognition/aws4_request, " + names + ", " + proof,
      scheme + "Credential=AKID/20231114/us-east-1/rekognition/aws4_reques, " + names + ", " + proof,
      scheme + "Credential=" + std::string(129, 'A') + "/20231114/r/rekognition/aws4_request, " + names + ", " + proof,
  };
  for (const std::string& value : refused) {
    const auto claim = parse(value);
    ASSERT_FALSE(claim) << value;
    EXPECT_EQ(claim.error().problem, AuthProblem::kIncomplete) << value;
  }
}

TEST(SigV4Header, MustBeTheOnlyOne) {
  HttpHead head;
  head.headers = {{"Authorization", "a"}, {"AUTHORIZATION", "b"}};
  const auto claim = parse_authorization(head);
  ASSERT_FALSE(claim);
  EXPECT_EQ(claim.error().problem, AuthProblem::kIncomplete);
}

TEST(SigV4Dates, AreReadStrictly) {
  EXPECT_EQ(format_amz_date(*parse_amz_date("20240229T235959Z")), "20240229T235959Z");
  EXPECT_EQ(parse_http_date("Thu, 29 Feb 2024 23:59:59 GMT"), parse_amz_date("20240229T235959Z"));
  for (const char* text : {"", "20230229T000000Z", "20231301T000000Z", "20231114T240000Z", "20231114T006000Z",
                           "20231114T000060Z", "20231114T000000", "20231114 000000Z", "2023111AT000000Z"})
    EXPECT_FALSE(parse_amz_date(text)) << text;
  for (const char* text : {"Thu, 30 Feb 2024 23:59:59 GMT", "Xxx, 29 Feb 2024 23:59:59 GMT",
                           "Thu, 29 Foo 2024 23:59:59 GMT", "Thu, 29 Feb 2024 23:59:59 UTC"})
    EXPECT_FALSE(parse_http_date(text)) << text;
}

// Source: Amazon S3 API reference, "Examples: Signature calculations in AWS Signature Version 4", PUT Object.
TEST(SigV4S3, SignsThePathEncodedOnceHoweverItWasSent) {
  for (const std::string path : {"/test%24file.text", "/test$file.text"}) {
    HttpRequest request;
    request.head.method = "PUT";
    request.head.target = path;
    request.head.headers = {
        {"Date", "Fri, 24 May 2013 00:00:00 GMT"},
        {"Host", "examplebucket.s3.amazonaws.com"},
        {"X-Amz-Content-Sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"},
        {"X-Amz-Storage-Class", "REDUCED_REDUNDANCY"}};
    request.body = "Welcome to Amazon S3.";
    sign(request, "AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
         {.region = "us-east-1",
          .service = "s3",
          .at = *parse_amz_date("20130524T000000Z"),
          .path_rule = PathRule::kAsSent});
    EXPECT_TRUE(request.head.headers.back().value.ends_with(
        "Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"))
        << request.head.headers.back().value;
  }
}

}  // namespace
}  // namespace mien::api::sigv4
