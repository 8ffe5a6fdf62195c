#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/s3_auth_versions.h"
#include "api/auth/signing_time.h"
#include "api/auth/sigv4.h"
#include "api/auth/sigv4_header.h"
#include "api/auth/sigv4_query.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::s3_auth {
namespace {

using sigv4::Claim;

constexpr std::string_view kService = "s3";
constexpr std::string_view kPayloadHeader = "x-amz-content-sha256";

/// A claim that is in order, and what it was made for.
struct Case {
  const HttpHead& head;
  const Claim& claim;
  std::chrono::sys_seconds at;
  std::string_view declared;  ///< Of the payload.
  S3Caller::Means means;
};

S3Result<void> check_scope(const Claim& claim, std::chrono::sys_seconds at, S3Problem malformed) {
  if (claim.scope.service != kService)
    return refuse(malformed, "The authorization is malformed; incorrect service \"" + std::string(claim.scope.service) +
                                 "\". This endpoint belongs to \"s3\".");
  const std::string signed_at = format_amz_date(at);
  if (claim.scope.date != std::string_view(signed_at).substr(0, 8))
    return refuse(malformed, "The authorization is malformed; Invalid credential date \"" +
                                 std::string(claim.scope.date) + "\". This date is not the same as X-Amz-Date: \"" +
                                 signed_at.substr(0, 8) + "\".");
  return {};
}

/// What a header says can change what a request does, so that all that S3 itself gives a meaning to must be signed. The
/// payload's hash is always part of what is signed, whether it is named or not.
S3Result<void> check_signed_headers(const HttpHead& head, const Claim& claim) {
  const auto is_signed = [&](std::string_view name) { return std::ranges::binary_search(claim.signed_headers, name); };
  std::string missing = is_signed("host") ? "" : "host";
  for (const HttpHeader& header : head.headers) {
    const std::string name = lower_case(header.name);
    if (!name.starts_with("x-amz-") || name == kPayloadHeader || is_signed(name)) continue;
    if (!missing.empty()) missing += ", ";
    missing += name;
  }
  if (missing.empty()) return {};
  return refuse(S3Problem::kUnsignedHeaders,
                "There were headers present in the request which were not signed: " + missing);
}

S3Result<S3Caller> prove(const Case& of, const KeyRing& keys) {
  const Claim& claim = of.claim;
  // First, since a stranger could else make the thread of all sockets sort and encode 16 KB for each request.
  const auto key = keys.find(claim.access_key_id);
  if (!key) return unknown_key();
  MIEN_TRY_VOID(check_signed_headers(of.head, claim));
  S3Caller caller{.principal = {std::string(claim.access_key_id), key->role}};
  caller.means = of.means;
  MIEN_TRY_VOID(set_payload(caller, of.declared));

  const auto canonical = sigv4::canonical_request(of.head, claim.signed_headers, of.declared, sigv4::PathRule::kAsSent,
                                                  sigv4::kSignatureParameter);
  if (!canonical) return bad_signature();  // A header that is said to be signed is not there.
  const std::string amz_date = format_amz_date(of.at);
  const std::string text = sigv4::string_to_sign(amz_date, claim.scope, *canonical);
  const std::string right = sigv4::signature(key->secret, claim.scope, text);
  if (!equal_in_constant_time(right, claim.signature)) return bad_signature();
  if (caller.payload == Payload::kSignedChunks || caller.payload == Payload::kSignedChunksTrailer)
    caller.chunks.emplace(key->secret, claim.scope, amz_date, right);
  return caller;
}

}  // namespace

S3Result<S3Caller> verify_header4(const HttpHead& head, const KeyRing& keys, std::chrono::sys_seconds now) {
  const auto claim = sigv4::parse_authorization(head);
  if (!claim)
    return refuse(S3Problem::kMalformedHeader, "The authorization header is malformed; " + claim.error().message);
  if (head.header("x-amz-security-token")) return invalid_token();
  const auto time = sigv4::signing_time(head);
  if (!time) return refuse(S3Problem::kNoDate, "AWS authentication requires a valid Date or x-amz-date header");
  MIEN_TRY_VOID(check_scope(*claim, time->at, S3Problem::kMalformedHeader));
  MIEN_TRY_VOID(check_skew(time->at, now));
  if (!std::ranges::binary_search(claim->signed_headers, time->header))
    return refuse(S3Problem::kUnsignedHeaders,
                  "There were headers present in the request which were not signed: " + std::string(time->header));
  const auto declared = head.header(kPayloadHeader);
  if (!declared)
    return refuse(S3Problem::kNoPayloadHash, "Missing required header for this request: x-amz-content-sha256");
  return prove({head, *claim, time->at, *declared, S3Caller::Means::kHeader}, keys);
}

S3Result<S3Caller> verify_link4(const HttpHead& head, const KeyRing& keys, std::chrono::sys_seconds now) {
  const auto link = sigv4::parse_link(head);
  if (!link) return refuse(S3Problem::kMalformedQuery, link.error().message);
  const auto claim = link->claim();
  if (!claim)
    return refuse(S3Problem::kMalformedQuery, "Error parsing the X-Amz-Credential parameter; " + claim.error().message);
  if (link->has_token || head.header("x-amz-security-token")) return invalid_token();
  MIEN_TRY_VOID(check_scope(*claim, link->at, S3Problem::kMalformedQuery));
  if (link->at > now + limits::kClockSkewMax) return refuse(S3Problem::kNotYetValid, "Request is not yet valid");
  if (link->at + link->lifetime < now) return expired();
  const std::string declared =
      link->payload_sha256.value_or(std::string(head.header(kPayloadHeader).value_or("UNSIGNED-PAYLOAD")));
  return prove({head, *claim, link->at, declared, S3Caller::Means::kLink}, keys);
}

}  // namespace mien::api::s3_auth
