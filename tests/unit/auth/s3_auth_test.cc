#include "api/auth/s3_auth.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "api/auth/presign.h"
#include "api/auth/s3_body.h"
#include "unit/auth/s3_world.h"

namespace mien::api {
namespace {

using namespace std::chrono_literals;
using s3_world::golden;
using s3_world::kId;
using s3_world::kSecret;
using s3_world::read_request;
using s3_world::SetClock;
using s3_world::sign_head;

constexpr std::string_view kNow = "20260203T040506Z";
constexpr std::string_view kUnsigned = "UNSIGNED-PAYLOAD";

class S3Auth : public ::testing::Test {
 protected:
  static HttpHead put(std::string target = "/faces/a.jpg") {
    return {"PUT", std::move(target), {{"Host", "127.0.0.1:8080"}, {"Content-Type", "image/jpeg"}}, {}};
  }
  static HttpHead signed_put(std::string_view payload = kUnsigned) {
    HttpHead head = put();
    sign_head(head, kNow, payload);
    return head;
  }
  /// Of botocore's making.
  static HttpRequest made(std::string_view name) {
    const auto file = golden("s3_requests.json");
    for (const auto& entry : file.at("requests").as_array())
      if (s3_world::text(entry.at("name")) == name) return read_request(entry.as_object());
    ADD_FAILURE() << name;
    return {};
  }
  S3Result<S3Caller> verify(const HttpHead& head, std::string_view bucket = "") const {
    return verify_s3(head, bucket, keys_, clock_);
  }
  void expect_refused(const HttpHead& head, S3Problem problem, std::string_view message) const {
    const auto caller = verify(head);
    ASSERT_FALSE(caller) << message;
    EXPECT_EQ(caller.error().problem, problem) << caller.error().message;
    EXPECT_NE(caller.error().message.find(message), std::string::npos) << caller.error().message;
  }
  static std::string& header(HttpHead& head, std::string_view name) {
    for (HttpHeader& h : head.headers)
      if (equal_ignoring_case(h.name, name)) return h.value;
    ADD_FAILURE() << name;
    return head.method;
  }
  static void replace(std::string& in, std::string_view what, std::string_view with) {
    const auto at = in.find(what);
    ASSERT_NE(at, std::string::npos) << what;
    in.replace(at, what.size(), with);
  }

  SetClock clock_{kNow};
  RootKeyRing keys_ = s3_world::key_ring();
};

TEST_F(S3Auth, TakesWhatBotocoreSigns) {
  const auto file = golden("s3_requests.json");
  std::size_t count = 0;
  for (const auto& entry : file.at("requests").as_array()) {
    const std::string name = s3_world::text(entry.at("name"));
    SCOPED_TRACE(name);
    const HttpRequest request = read_request(entry.as_object());
    const auto caller = verify(request.head, s3_world::text(entry.at("host_bucket")));
    ASSERT_TRUE(caller) << caller.error().message;
    EXPECT_EQ(caller->principal.access_key_id, kId);
    EXPECT_EQ(caller->principal.role, Role::kAdmin);
    EXPECT_EQ(caller->means,
              name.find("link") != std::string::npos ? S3Caller::Means::kLink : S3Caller::Means::kHeader);
    const auto body = read_s3_body(*caller, request.head, request.body);
    ASSERT_TRUE(body) << body.error().message;
    if (name.starts_with("put, header")) {
      EXPECT_EQ(body->bytes(), "a picture");
    }
    ++count;
  }
  EXPECT_EQ(count, 16U);
}

TEST_F(S3Auth, RefusesAnyChangeOfWhatBotocoreSigned) {
  const auto file = golden("s3_requests.json");
  for (const auto& entry : file.at("requests").as_array()) {
    SCOPED_TRACE(s3_world::text(entry.at("name")));
    const std::string bucket = s3_world::text(entry.at("host_bucket"));
    const HttpHead right = read_request(entry.as_object()).head;
    const auto refuses = [&](const HttpHead& changed) {
      const auto caller = verify(changed, bucket);
      return !caller && (caller.error().problem == S3Problem::kBadSignature ||
                         caller.error().problem == S3Problem::kUnsignedHeaders);
    };
    HttpHead head = right;
    head.method = head.method == "GET" ? "DELETE" : "GET";
    EXPECT_TRUE(refuses(head));
    head = right;
    head.target.insert(1, "x");
    EXPECT_TRUE(refuses(head));
    head = right;
    head.target += head.query().empty() ? "?acl" : "&acl";
    EXPECT_TRUE(refuses(head));
    head = right;
    head.headers.push_back({"x-amz-copy-source", "/faces/other"});
    EXPECT_TRUE(refuses(head));
    for (std::size_t i = 0; i < right.headers.size(); ++i) {
      if (!lower_case(right.headers[i].name).starts_with("x-amz-meta-")) continue;
      head = right;
      head.headers[i].value += "x";
      EXPECT_TRUE(refuses(head));
    }
  }
}

// Source: S3's API reference, "Signature calculations for the Authorization header", "Examples".
TEST_F(S3Auth, TakesTheExamplesOfAwsDocumentation) {
  const RootKeyRing keys("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
  const SetClock clock("20130524T000000Z");
  constexpr std::string_view kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  const auto check = [&](HttpHead head, std::string_view hash, const std::string& names, const std::string& proof) {
    head.headers.push_back({"Host", "examplebucket.s3.amazonaws.com"});
    head.headers.push_back({"x-amz-date", "20130524T000000Z"});
    head.headers.push_back({"x-amz-content-sha256", std::string(hash)});
    head.headers.push_back({"Authorization",
                            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                            "aws4_request,SignedHeaders=" +
                                names + ",Signature=" + proof});
    const auto caller = verify_s3(head, "examplebucket", keys, clock);
    EXPECT_TRUE(caller) << caller.error().message;
  };
  check({"GET", "/test.txt", {{"Range", "bytes=0-9"}}, {}}, kEmpty, "host;range;x-amz-content-sha256;x-amz-date",
        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
  check({"PUT",
         "/test%24file.text",
         {{"Date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}},
         {}},
        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
  check({"GET", "/?lifecycle", {}, {}}, kEmpty, "host;x-amz-content-sha256;x-amz-date",
        "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
  check({"GET", "/?max-keys=2&prefix=J", {}, {}}, kEmpty, "host;x-amz-content-sha256;x-amz-date",
        "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
  const HttpHead link{
      "GET",
      "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-"
      "east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders="
      "host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
      {{"Host", "examplebucket.s3.amazonaws.com"}},
      {}};
  const auto caller = verify_s3(link, "examplebucket", keys, clock);
  ASSERT_TRUE(caller) << caller.error().message;
}

// Source: S3's developer guide, "Signing and authenticating REST requests", "Examples".
TEST_F(S3Auth, TakesTheExamplesOfVersion2) {
  const RootKeyRing keys("AKIAIOSFODNN7EXAMPLE", Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));
  const auto check = [&](HttpHead head, std::string_view bucket, std::string_view at, const std::string& proof) {
    if (!proof.empty()) head.headers.push_back({"Authorization", "AWS AKIAIOSFODNN7EXAMPLE:" + proof});
    const auto caller = verify_s3(head, bucket, keys, SetClock(at));
    EXPECT_TRUE(caller) << caller.error().message << " " << head.target;
  };
  check({"GET", "/photos/puppy.jpg", {{"Date", "Tue, 27 Mar 2007 19:36:42 +0000"}}, {}}, "johnsmith",
        "20070327T193642Z", "bWq2s1WEIj+Ydj0vQ697zp+IXMU=");
  check({"PUT",
         "/photos/puppy.jpg",
         {{"Content-Type", "image/jpeg"}, {"Content-Length", "94328"}, {"Date", "Tue, 27 Mar 2007 21:15:45 +0000"}},
         {}},
        "johnsmith", "20070327T211545Z", "MyyxeRY7whkBe+bq8fHCL/2kKUg=");
  check({"GET", "/?prefix=photos&max-keys=50&marker=puppy", {{"Date", "Tue, 27 Mar 2007 19:42:41 +0000"}}, {}},
        "johnsmith", "20070327T194241Z", "htDYFYduRNen8P9ZfE/s9SuKy0U=");
  check({"GET", "/?acl", {{"Date", "Tue, 27 Mar 2007 19:44:46 +0000"}}, {}}, "johnsmith", "20070327T194446Z",
        "c2WLPFtWHVgbEmeEG93a4cG37dM=");
  check({"PUT",
         "/db-backup.dat.gz",
         {{"Date", "Tue, 27 Mar 2007 21:06:08 +0000"},
          {"x-amz-acl", "public-read"},
          {"content-type", "application/x-download"},
          {"Content-MD5", "4gJE4saaMU4BqNR0kLY+lw=="},
          {"X-Amz-Meta-ReviewedBy", "joe@johnsmith.net"},
          {"X-Amz-Meta-ReviewedBy", "jane@johnsmith.net"},
          {"X-Amz-Meta-FileChecksum", "0x02661779"},
          {"X-Amz-Meta-ChecksumAlgorithm", "crc32"}},
         {}},
        "static.johnsmith.net", "20070327T210608Z", "ilyl83RwaSoYIEdixDQcA4OnAnc=");
  check({"GET",
         "/photos/puppy.jpg?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&"
         "Expires=1175139620",
         {},
         {}},
        "johnsmith", "20070328T034000Z", "");
}

TEST_F(S3Auth, SaysWhatTheHeadTellsOfTheBody) {
  const auto payload = [&](std::string_view declared) {
    const auto caller = verify(signed_put(declared));
    EXPECT_TRUE(caller) << caller.error().message;
    EXPECT_EQ(caller->chunks.has_value(), declared.starts_with("STREAMING-AWS4"));
    return caller->payload;
  };
  EXPECT_EQ(payload(kUnsigned), Payload::kUnsigned);
  EXPECT_EQ(payload("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"), Payload::kSignedChunks);
  EXPECT_EQ(payload("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"), Payload::kSignedChunksTrailer);
  EXPECT_EQ(payload("STREAMING-UNSIGNED-PAYLOAD-TRAILER"), Payload::kUnsignedTrailer);
  const std::string hash(64, 'A');
  EXPECT_EQ(payload(hash), Payload::kHashed);
  EXPECT_EQ(verify(signed_put(hash))->payload_sha256, std::string(64, 'a'));
  for (const std::string bad : {"", "unsigned-payload", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD", "abc"})
    expect_refused(signed_put(bad), S3Problem::kInvalidPayloadHash, "x-amz-content-sha256 must be");
  HttpHead head = signed_put();
  std::erase_if(head.headers, [](const HttpHeader& h) { return h.name == "X-Amz-Content-Sha256"; });
  expect_refused(head, S3Problem::kNoPayloadHash, "Missing required header");
}

TEST_F(S3Auth, NamesEachWayAHeaderIsWrong) {
  expect_refused(put(), S3Problem::kMissing, "Access Denied");
  HttpHead head = signed_put();
  replace(header(head, "Authorization"), "/s3/", "/ec2/");
  expect_refused(head, S3Problem::kMalformedHeader, "incorrect service \"ec2\"");
  head = signed_put();
  replace(header(head, "Authorization"), "20260203", "20260202");
  expect_refused(head, S3Problem::kMalformedHeader, "Invalid credential date \"20260202\"");
  head = signed_put();
  replace(header(head, "Authorization"), "SignedHeaders", "Signed");
  expect_refused(head, S3Problem::kMalformedHeader, "unknown parameter");
  head = signed_put();
  replace(header(head, "Authorization"), kId, "AKIDOTHER");
  expect_refused(head, S3Problem::kUnknownKey, "does not exist in our records");
  head = signed_put();
  head.headers.push_back({"X-Amz-Security-Token", "x"});
  expect_refused(head, S3Problem::kInvalidToken, "token");
  head = signed_put();
  header(head, "X-Amz-Date") = "yesterday";
  expect_refused(head, S3Problem::kNoDate, "valid Date or x-amz-date");
  head = put();
  sign_head(head, kNow, kUnsigned, {}, "guess");
  expect_refused(head, S3Problem::kBadSignature, "does not match");
  head = signed_put();
  head.headers.push_back({"Authorization", header(head, "Authorization")});
  expect_refused(head, S3Problem::kMalformedHeader, "one Authorization");
  for (const char* other : {"Basic QUtJRDpzZWNyZXQ=", "Bearer x", "AWS", ""}) {
    head = put();
    head.headers.push_back({"Authorization", other});
    expect_refused(head, S3Problem::kSeveralMechanisms, "Only one auth mechanism");
  }
  head = signed_put();
  head.target += "?Signature=x";
  expect_refused(head, S3Problem::kSeveralMechanisms, "Only one auth mechanism");
}

TEST_F(S3Auth, WantsEveryHeaderOfItsOwnUnderTheSignature) {
  HttpHead head = signed_put();
  head.headers.push_back({"X-Amz-Meta-FullName", "Eve"});
  expect_refused(head, S3Problem::kUnsignedHeaders, "which were not signed: x-amz-meta-fullname");
  head = put();
  sign_head(head, kNow, kUnsigned, {"host"});
  expect_refused(head, S3Problem::kUnsignedHeaders, "not signed: host");
  head = put();
  sign_head(head, kNow, kUnsigned, {"x-amz-date"});
  expect_refused(head, S3Problem::kUnsignedHeaders, "not signed: x-amz-date");
  head = put();  // What stands in the canonical request anyway.
  sign_head(head, kNow, kUnsigned, {"x-amz-content-sha256"});
  EXPECT_TRUE(verify(head));
}

TEST_F(S3Auth, BindsLengthAndTypeWhereTheyAreSigned) {
  HttpHead head = put();
  head.headers.push_back({"Content-Length", "10"});
  sign_head(head, kNow, kUnsigned);
  EXPECT_TRUE(verify(head));
  HttpHead changed = head;
  header(changed, "Content-Length") = "11";
  expect_refused(changed, S3Problem::kBadSignature, "does not match");
  changed = head;
  header(changed, "Content-Type") = "text/html";
  expect_refused(changed, S3Problem::kBadSignature, "does not match");
  std::erase_if(head.headers, [](const HttpHeader& h) { return h.name == "Content-Length"; });
  expect_refused(head, S3Problem::kBadSignature, "does not match");
}

TEST_F(S3Auth, TakesPathsAsTheyAreSent) {
  // Neither "//" nor ".." mean anything in a key, and are the same key however the client escapes what needs it not.
  HttpHead head = put("/faces/a//../b%2E%7e(1).jpg");
  sign_head(head, kNow, kUnsigned);
  EXPECT_TRUE(verify(head));
  head.target = "/faces/a//../b.~%281%29.jpg";
  EXPECT_TRUE(verify(head));
  head.target = "/faces/b.~(1).jpg";
  expect_refused(head, S3Problem::kBadSignature, "does not match");
}

TEST_F(S3Auth, AllowsClocksToDifferByFifteenMinutes) {
  for (const auto version : {"put, header 4", "put, header 2"}) {
    const HttpHead head = made(version).head;
    for (const std::chrono::seconds skew : {-900s, 900s}) {
      clock_.at = *parse_amz_date(kNow) + skew;
      EXPECT_TRUE(verify(head)) << version;
      clock_.at += skew / 900;
      expect_refused(head, S3Problem::kSkewed, "too large");
    }
  }
}

TEST_F(S3Auth, EndsLinksWhenTheirTimeIsOver) {
  for (const auto name : {"put, link 4", "put, link 2"}) {
    SCOPED_TRACE(name);
    const HttpHead head = made(name).head;
    clock_.at = *parse_amz_date(kNow) + 3600s;
    const auto caller = verify(head);
    ASSERT_TRUE(caller) << caller.error().message;
    clock_.at += 1s;
    expect_refused(head, S3Problem::kExpired, "Request has expired");
  }
  clock_.at = *parse_amz_date(kNow) - 15min;
  EXPECT_TRUE(verify(made("put, link 4").head));
  clock_.at -= 1s;
  expect_refused(made("put, link 4").head, S3Problem::kNotYetValid, "not yet valid");
}

TEST_F(S3Auth, BoundsHowLongALinkIsGoodFor) {
  const auto link_of = [](std::string_view lifetime) {
    HttpHead head = made("get, link 4").head;
    replace(head.target, "X-Amz-Expires=3600", "X-Amz-Expires=" + std::string(lifetime));
    return head;
  };
  for (const char* right : {"1", "604800"}) expect_refused(link_of(right), S3Problem::kBadSignature, "match");
  expect_refused(link_of("0"), S3Problem::kMalformedQuery, "at least one second");
  for (const char* more : {"604801", "99999999999999999999"})
    expect_refused(link_of(more), S3Problem::kMalformedQuery, "less than a week");
  for (const char* none : {"", "-1", "1x", "1e3"})
    expect_refused(link_of(none), S3Problem::kMalformedQuery, "should be a number");
  const auto link2_of = [&](std::chrono::seconds lifetime) {
    HttpHead head = made("get, link 2").head;
    replace(head.target, "1770095106", std::to_string((clock_.at.time_since_epoch() + lifetime).count()));
    return head;
  };
  expect_refused(link2_of(604'800s + 15min), S3Problem::kBadSignature, "match");
  expect_refused(link2_of(604'801s + 15min), S3Problem::kMalformedQuery, "less than a week");
}

TEST_F(S3Auth, NamesEachWayALinkIsWrong) {
  const HttpHead right = made("put, link 4").head;
  const auto changed = [&](std::string_view what, std::string_view with) {
    HttpHead head = right;
    replace(head.target, what, with);
    return head;
  };
  expect_refused(changed("X-Amz-Date=", "X-Date="), S3Problem::kMalformedQuery,
                 "Query-string authentication version 4");
  expect_refused(changed("AWS4-HMAC", "AWS4-ECDSA"), S3Problem::kMalformedQuery, "X-Amz-Algorithm only supports");
  expect_refused(changed("X-Amz-Date=2026", "X-Amz-Date=x"), S3Problem::kMalformedQuery, "ISO8601");
  expect_refused(changed("%2Fs3%2F", "%2Fec2%2F"), S3Problem::kMalformedQuery, "incorrect service");
  expect_refused(changed("%2F20260203%2F", "%2F20260204%2F"), S3Problem::kMalformedQuery, "Invalid credential date");
  expect_refused(changed("%2Faws4_request", ""), S3Problem::kMalformedQuery, "X-Amz-Credential");
  expect_refused(changed(kId, "AKIDOTHER"), S3Problem::kUnknownKey, "does not exist");
  expect_refused(changed("X-Amz-Expires=", "X-Amz-Security-Token=x&X-Amz-Expires="), S3Problem::kInvalidToken, "token");
  expect_refused(changed("X-Amz-Expires=", "X-Amz-Expires=5&X-Amz-Expires="), S3Problem::kMalformedQuery, "twice");
  expect_refused(changed("X-Amz-Signature=", "x=&X-Amz-Signature="), S3Problem::kBadSignature, "does not match");

  HttpHead old = made("get, link 2").head;
  HttpHead head = old;
  replace(head.target, "Expires=", "Expire=");
  expect_refused(head, S3Problem::kMissing, "requires the Signature, Expires and AWSAccessKeyId parameters");
  head = old;
  replace(head.target, "Expires=1770095106", "Expires=tomorrow");
  expect_refused(head, S3Problem::kMalformedQuery, "seconds since epoch");
  head = old;
  head.target += "&Expires=1";
  expect_refused(head, S3Problem::kMalformedQuery, "twice");
  head = old;
  replace(head.target, kId, "AKIDOTHER");
  expect_refused(head, S3Problem::kUnknownKey, "does not exist");
  head = old;
  head.headers.push_back({"Content-Type", "image/jpeg"});  // The signer did not know of it.
  expect_refused(head, S3Problem::kBadSignature, "does not match");
  old.target += "&prefix=x";  // Version 2 signs only what says which operation it is.
  EXPECT_TRUE(verify(old));
}

TEST_F(S3Auth, TakesTheLinksThatMienMakes) {
  const std::pair<std::string, std::string> headers[] = {{"content-length", "9"}, {"content-type", "image/jpeg"}};
  const auto link = [&](std::string_view base_url) {
    return presign_url({.method = "PUT",
                        .base_url = base_url,
                        .bucket = "faces",
                        .key = "in/a b+ü&.jpg",
                        .headers = headers,
                        .lifetime = 60s,
                        .region = "us-east-1",
                        .at = clock_.at},
                       kId, Secret(std::string(kSecret)));
  };
  for (const auto& [base_url, host] :
       {std::pair{"http://127.0.0.1:8080", "127.0.0.1:8080"}, std::pair{"https://faces.example:443", "faces.example"},
        std::pair{"http://faces.example:80", "faces.example"},
        std::pair{"http://faces.example:443", "faces.example:443"}}) {
    const std::string url = link(base_url);
    ASSERT_TRUE(url.starts_with(std::string(base_url) + "/faces/in/a%20b%2B%C3%BC%26.jpg?X-Amz-Algorithm=")) << url;
    HttpHead head{"PUT",
                  url.substr(std::string_view(base_url).size()),
                  {{"Host", host}, {"Content-Type", "image/jpeg"}, {"Content-Length", "9"}},
                  {}};
    const auto caller = verify(head);
    ASSERT_TRUE(caller) << caller.error().message;
    EXPECT_EQ(caller->means, S3Caller::Means::kLink);
    header(head, "Content-Length") = "10";
    expect_refused(head, S3Problem::kBadSignature, "does not match");
  }
}

TEST_F(S3Auth, TakesAPlusForTheBlankThatTheQueryMeansByIt) {
  HttpHead head = put("/faces?prefix=x%20y");
  sign_head(head, kNow, kUnsigned);
  head.target = "/faces?prefix=x+y";
  EXPECT_TRUE(verify(head)) << "the same query";
  head.target = "/faces?prefix=x%2By";
  expect_refused(head, S3Problem::kBadSignature, "does not match");
}

TEST_F(S3Auth, FindsCredentialsByTheHeadAlone) {
  EXPECT_EQ(find_s3_credentials(put()), S3Credentials::kNone);
  EXPECT_EQ(find_s3_credentials(signed_put()), S3Credentials::kHeader4);
  EXPECT_EQ(find_s3_credentials(made("put, header 2").head), S3Credentials::kHeader2);
  EXPECT_EQ(find_s3_credentials(made("put, link 4").head), S3Credentials::kQuery4);
  EXPECT_EQ(find_s3_credentials(made("put, link 2").head), S3Credentials::kQuery2);
}

}  // namespace
}  // namespace mien::api
