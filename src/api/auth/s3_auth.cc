#include "api/auth/s3_auth.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "api/auth/query_parameters.h"
#include "api/auth/s3_auth_versions.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api {
namespace {

constexpr std::string_view kVersion4 = "AWS4-";
constexpr std::string_view kVersion2 = "AWS ";

constexpr std::array<std::pair<std::string_view, Payload>, 4> kPayloadWords{{
    {"UNSIGNED-PAYLOAD", Payload::kUnsigned},
    {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD", Payload::kSignedChunks},
    {"STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER", Payload::kSignedChunksTrailer},
    {"STREAMING-UNSIGNED-PAYLOAD-TRAILER", Payload::kUnsignedTrailer},
}};
constexpr std::size_t kSha256Digits = 64;

}  // namespace

S3Credentials find_s3_credentials(const HttpHead& head) {
  bool query4 = false;
  bool query2 = false;
  std::string_view query = head.query();
  while (const auto parameter = take_parameter(query)) {
    const std::string_view name = parameter->name;
    query4 |= name == "X-Amz-Algorithm" || name == "X-Amz-Credential" || name == "X-Amz-Signature";
    query2 |= name == "AWSAccessKeyId" || name == "Signature";
  }
  const auto authorization = head.header("authorization");
  if (int{query4} + int{query2} + int{authorization.has_value()} > 1) return S3Credentials::kUnusable;
  if (query4) return S3Credentials::kQuery4;
  if (query2) return S3Credentials::kQuery2;
  if (!authorization) return S3Credentials::kNone;
  if (authorization->starts_with(kVersion4)) return S3Credentials::kHeader4;
  return authorization->starts_with(kVersion2) ? S3Credentials::kHeader2 : S3Credentials::kUnusable;
}

S3Result<S3Caller> verify_s3(const HttpHead& head, std::string_view host_bucket, const KeyRing& keys,
                             const Clock& clock) {
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
  switch (find_s3_credentials(head)) {
    case S3Credentials::kNone:
      return refuse(S3Problem::kMissing, "Access Denied");
    case S3Credentials::kHeader4:
      return s3_auth::verify_header4(head, keys, now);
    case S3Credentials::kQuery4:
      return s3_auth::verify_link4(head, keys, now);
    case S3Credentials::kHeader2:
      return s3_auth::verify_header2(head, host_bucket, keys, now);
    case S3Credentials::kQuery2:
      return s3_auth::verify_link2(head, host_bucket, keys, now);
    case S3Credentials::kUnusable:
      break;
  }
  return refuse(S3Problem::kSeveralMechanisms,
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
                "parameter or the Authorization header should be specified, and that of AWS4-HMAC-SHA256 or AWS");
}

namespace s3_auth {

S3Result<void> set_payload(S3Caller& caller, std::string_view declared) {
  const auto word = std::ranges::find(kPayloadWords, declared, &std::pair<std::string_view, Payload>::first);
  if (word != kPayloadWords.end()) {
    caller.payload = word->second;
    return {};
  }
  if (declared.size() != kSha256Digits || !std::ranges::all_of(declared, [](char c) { return hex_value(c) >= 0; }))
    return refuse(S3Problem::kInvalidPayloadHash,
                  "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
                  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-UNSIGNED-PAYLOAD-TRAILER or a valid sha256 "
                  "value.");
  caller.payload = Payload::kHashed;
  caller.payload_sha256 = lower_case(declared);
  return {};
}

S3Result<void> check_skew(std::chrono::sys_seconds signed_at, std::chrono::sys_seconds now) {
  if (std::chrono::abs(signed_at - now) <= limits::kClockSkewMax) return {};
  return refuse(S3Problem::kSkewed, "The difference between the request time and the current time is too large.");
}

std::unexpected<S3Error> unknown_key() {
  return refuse(S3Problem::kUnknownKey, "The AWS Access Key Id you provided does not exist in our records.");
}

std::unexpected<S3Error> invalid_token() {
  return refuse(S3Problem::kInvalidToken, "The provided token is malformed or otherwise invalid.");
}

std::unexpected<S3Error> bad_signature() {
  return refuse(S3Problem::kBadSignature,
                "The request signature we calculated does not match the signature you provided. Check your key and "
                "signing method.");
}

std::unexpected<S3Error> expired() { return refuse(S3Problem::kExpired, "Request has expired"); }

}  // namespace s3_auth
}  // namespace mien::api
