// AWS's own vectors: see tests/golden/sigv4/README.md.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json/value.hpp>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/sigv4.h"
#include "api/auth/sigv4_header.h"
#include "api/auth/sigv4_query.h"
#include "api/auth/sigv4_verify.h"
#include "api/json/parse.h"
#include "core/ascii.h"

namespace mien::api::sigv4 {
namespace {

constexpr std::string_view kAccessKeyId = "AKIDEXAMPLE";
constexpr std::string_view kAmzDate = "20150830T123600Z";

Secret secret() { return Secret("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"); }

struct Vector {
  std::string name;
  HttpRequest request;  ///< As before signing.
  PathRule path_rule;
  std::string unsigned_token;  ///< A session token that is added after signing.
  std::string canonical_request;
  std::string string_to_sign;
  std::string signature;
};

std::string text(const boost::json::object& object, const char* key) {
  return std::string(std::string_view(object.at(key).as_string()));
}

Vector read_vector(const boost::json::object& from) {
  Vector v{.name = text(from, "name"),
           .request = {},
           .path_rule = from.at("normalize").as_bool() ? PathRule::kNormalized : PathRule::kUnnormalized,
           .unsigned_token = {},
           .canonical_request = text(from, "canonical_request"),
           .string_to_sign = text(from, "string_to_sign"),
           .signature = text(from, "signature")};
  v.request.head.method = text(from, "method");
  v.request.head.target = text(from, "target");
  v.request.body = text(from, "body");
  for (const auto& header : from.at("headers").as_array())
    v.request.head.headers.push_back({std::string(std::string_view(header.at(0).as_string())),
                                      std::string(std::string_view(header.at(1).as_string()))});
  if (from.contains("session_token")) {
    if (from.at("sign_session_token").as_bool())
      v.request.head.headers.push_back({"X-Amz-Security-Token", text(from, "session_token")});
    else
      v.unsigned_token = text(from, "session_token");
  }
  if (from.at("sign_body").as_bool())
    v.request.head.headers.push_back({"X-Amz-Content-Sha256", hex(sha256(v.request.body))});
  return v;
}

std::vector<Vector> all_vectors() {
  std::ifstream in(MIEN_SOURCE_DIR "/tests/golden/sigv4/v4_header_vectors.json", std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  const auto parsed = parse_json(content);
  std::vector<Vector> vectors;
  if (!parsed) return vectors;
  for (const auto& entry : parsed->as_array()) vectors.push_back(read_vector(entry.as_object()));
  return vectors;
}

std::vector<std::string> signed_names(const std::string& canonical) {
  // The line before the last.
  const auto last = canonical.rfind('\n');
  const auto before = canonical.rfind('\n', last - 1);
  std::string line = canonical.substr(before + 1, last - before - 1) + ";";
  std::vector<std::string> names;
  for (auto end = line.find(';'); end != std::string::npos; end = line.find(';')) {
    names.push_back(line.substr(0, end));
    line.erase(0, end + 1);
  }
  return names;
}

struct FixedClock : Clock {
  std::chrono::sys_seconds at = *parse_amz_date(kAmzDate);
  Timestamp now() const override { return at; }
};

TEST(SigV4Vectors, AreAllThere) { EXPECT_EQ(all_vectors().size(), 38U); }

TEST(SigV4Vectors, GiveAwsCanonicalRequests) {
  for (Vector& v : all_vectors()) {
    SCOPED_TRACE(v.name);
    v.request.head.headers.push_back({"X-Amz-Date", std::string(kAmzDate)});
    const auto names = signed_names(v.canonical_request);
    const std::vector<std::string_view> views(names.begin(), names.end());
    const auto canonical = canonical_request(v.request.head, views, hex(sha256(v.request.body)), v.path_rule);
    ASSERT_TRUE(canonical);
    EXPECT_EQ(*canonical, v.canonical_request);
    EXPECT_EQ(string_to_sign(kAmzDate, {"20150830", "us-east-1", "service"}, *canonical), v.string_to_sign);
  }
}

TEST(SigV4Vectors, GiveAwsSignaturesWhenSigned) {
  for (Vector& v : all_vectors()) {
    SCOPED_TRACE(v.name);
    sign(v.request, kAccessKeyId, secret(),
         {.region = "us-east-1", .service = "service", .at = *parse_amz_date(kAmzDate), .path_rule = v.path_rule});
    const auto claim = parse_authorization(v.request.head);
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_EQ(claim->signature, v.signature);
  }
}

TEST(SigV4Vectors, AreVerified) {
  const RootKeyRing keys(std::string(kAccessKeyId), secret());
  for (Vector& v : all_vectors()) {
    SCOPED_TRACE(v.name);
    sign(v.request, kAccessKeyId, secret(),
         {.region = "us-east-1", .service = "service", .at = *parse_amz_date(kAmzDate), .path_rule = v.path_rule});
    if (!v.unsigned_token.empty()) v.request.head.headers.push_back({"X-Amz-Security-Token", v.unsigned_token});
    const auto verified = verify(v.request, keys, FixedClock(), v.path_rule);
    if (v.request.head.header("x-amz-security-token")) {
      ASSERT_FALSE(verified);  // This service gives out no session tokens.
      EXPECT_EQ(verified.error().problem, AuthProblem::kUnknownKey);
      continue;
    }
    ASSERT_TRUE(verified) << verified.error().message;
    EXPECT_EQ(verified->principal.access_key_id, kAccessKeyId);
    EXPECT_EQ(verified->service, "service");
  }
}

/// The query halves, which sign the hash of the body as other services than S3 do.
TEST(SigV4QueryVectors, GiveAwsCanonicalRequestsAndSignatures) {
  std::ifstream in(MIEN_SOURCE_DIR "/tests/golden/sigv4/v4_query_vectors.json", std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(in), {}};
  const auto parsed = parse_json(content);
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->as_array().size(), 38U);
  for (const auto& entry : parsed->as_array()) {
    const auto& from = entry.as_object();
    SCOPED_TRACE(text(from, "name"));
    HttpHead head{text(from, "method"), text(from, "target"), {}, {}};
    for (const auto& header : from.at("headers").as_array())
      head.headers.push_back({std::string(std::string_view(header.at(0).as_string())),
                              std::string(std::string_view(header.at(1).as_string()))});
    const auto link = parse_link(head);
    ASSERT_TRUE(link) << link.error().message;
    EXPECT_EQ(link->lifetime.count(), from.at("lifetime_s").to_number<std::int64_t>());
    EXPECT_EQ(link->has_token, from.at("has_token").as_bool());
    EXPECT_EQ(link->at, *parse_amz_date(kAmzDate));
    const auto claim = link->claim();
    ASSERT_TRUE(claim) << claim.error().message;
    EXPECT_EQ(claim->access_key_id, kAccessKeyId);
    EXPECT_EQ(claim->signature, text(from, "signature"));
    // A token that was added after signing is not among what was signed.
    const bool is_added =
        link->has_token && text(from, "canonical_request").find("Security-Token") == std::string::npos;
    if (is_added) head.target.erase(head.target.find("&X-Amz-Security-Token="));
    const auto canonical = canonical_request(
        head, claim->signed_headers, hex(sha256(text(from, "body"))),
        from.at("normalize").as_bool() ? PathRule::kNormalized : PathRule::kUnnormalized, kSignatureParameter);
    ASSERT_TRUE(canonical);
    EXPECT_EQ(*canonical, text(from, "canonical_request"));
    const std::string to_sign = string_to_sign(kAmzDate, claim->scope, *canonical);
    EXPECT_EQ(to_sign, text(from, "string_to_sign"));
    EXPECT_EQ(signature(secret(), claim->scope, to_sign), claim->signature);
  }
}

}  // namespace
}  // namespace mien::api::sigv4
