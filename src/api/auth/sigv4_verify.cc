#include "api/auth/sigv4_verify.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/signing_time.h"
#include "api/auth/sigv4_header.h"
#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::sigv4 {
namespace {

AuthResult<void> check_signed_headers(const HttpHead& head, const Claim& claim, const SigningTime& time) {
  for (const std::string_view name : {std::string_view("host"), time.header, std::string_view("x-amz-target")}) {
    const bool needed = name != "x-amz-target" || head.header(name).has_value();
    if (needed && !std::ranges::binary_search(claim.signed_headers, name))
      return refuse(AuthProblem::kBadSignature,
                    "'" + std::string(name) + "' must be a 'SignedHeader' in the AWS Authorization.");
  }
  return {};
}

AuthResult<void> check_time(const Claim& claim, const SigningTime& time, std::chrono::sys_seconds now) {
  const std::string signed_at = format_amz_date(time.at);
  if (claim.scope.date != std::string_view(signed_at).substr(0, 8))
    return refuse(AuthProblem::kBadSignature,
                  "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '" +
                      std::string(claim.scope.date) + "' != '" + signed_at.substr(0, 8) + "', from '" + signed_at +
                      "'.");
  const std::string allowance = std::to_string(limits::kClockSkewMax.count()) + " min.)";
  const auto earliest = now - limits::kClockSkewMax;
  const auto latest = now + limits::kClockSkewMax;
  if (time.at < earliest)
    return refuse(AuthProblem::kBadSignature, "Signature expired: " + signed_at + " is now earlier than " +
                                                  format_amz_date(earliest) + " (" + format_amz_date(now) + " - " +
                                                  allowance);
  if (time.at > latest)
    return refuse(AuthProblem::kBadSignature, "Signature not yet current: " + signed_at + " is still later than " +
                                                  format_amz_date(latest) + " (" + format_amz_date(now) + " + " +
                                                  allowance);
  return {};
}

std::unexpected<AuthError> unknown_key() {
  return refuse(AuthProblem::kUnknownKey, "The security token included in the request is invalid.");
}

/// A claim that is in order as far as the head tells. Its views end with the head.
struct SignedHead {
  Claim claim;
  SigningTime time;
};

AuthResult<SignedHead> read_signed_head(const HttpHead& head, const Clock& clock) {
  auto claim = parse_authorization(head);
  if (!claim) return std::unexpected(std::move(claim).error());
  if (head.header("x-amz-security-token")) return unknown_key();
  const auto time = signing_time(head);
  if (!time) return std::unexpected(time.error());
  if (auto checked = check_signed_headers(head, *claim, *time); !checked) return std::unexpected(checked.error());
  const auto now = std::chrono::floor<std::chrono::seconds>(clock.now());
  if (auto checked = check_time(*claim, *time, now); !checked) return std::unexpected(checked.error());
  return SignedHead{*std::move(claim), *time};
}

AuthResult<Verified> prove(const HttpHead& head, const SignedHead& signed_head, std::string_view payload_sha256,
                           const KeyRing& keys, PathRule path_rule) {
  const Claim& claim = signed_head.claim;
  const auto canonical = canonical_request(head, claim.signed_headers, payload_sha256, path_rule);
  if (!canonical) return refuse(AuthProblem::kBadSignature, "A header of SignedHeaders is not in the request.");
  const auto key = keys.find(claim.access_key_id);
  const Secret secret = key ? key->secret : decoy_secret();
  const std::string text = string_to_sign(format_amz_date(signed_head.time.at), claim.scope, *canonical);
  const bool right = equal_in_constant_time(signature(secret, claim.scope, text), claim.signature);
  if (!key) return unknown_key();
  if (!right)
    return refuse(AuthProblem::kBadSignature,
                  "The request signature we calculated does not match the signature you provided. Check your AWS "
                  "Secret Access Key and signing method. Consult the service documentation for details.");
  return Verified{{std::string(claim.access_key_id), key->role}, std::string(claim.scope.service)};
}

std::optional<std::string_view> declared_hash(const HttpHead& head) { return head.header("x-amz-content-sha256"); }

}  // namespace

AuthResult<HeadVerdict> verify_head(const HttpHead& head, const KeyRing& keys, const Clock& clock, PathRule path_rule) {
  const auto signed_head = read_signed_head(head, clock);
  if (!signed_head) return std::unexpected(signed_head.error());
  // First, since a stranger could else make the thread of all sockets sort and encode 16 KB for each request.
  if (!keys.find(signed_head->claim.access_key_id)) return unknown_key();
  HeadVerdict verdict{.service = std::string(signed_head->claim.scope.service)};
  if (const auto declared = declared_hash(head)) {
    const auto proof = prove(head, *signed_head, *declared, keys, path_rule);
    if (!proof) return std::unexpected(proof.error());
    verdict.proven = HeadVerdict::Proven::kYes;
  }
  return verdict;
}

AuthResult<Verified> verify(const HttpHead& head, std::string_view payload_sha256, const KeyRing& keys,
                            const Clock& clock, PathRule path_rule) {
  const auto signed_head = read_signed_head(head, clock);
  if (!signed_head) return std::unexpected(signed_head.error());
  return prove(head, *signed_head, payload_sha256, keys, path_rule);
}

AuthResult<Verified> verify(const HttpRequest& request, const KeyRing& keys, const Clock& clock, PathRule path_rule) {
  // Before the body is hashed, which costs as much as the body is long.
  const auto signed_head = read_signed_head(request.head, clock);
  if (!signed_head) return std::unexpected(signed_head.error());
  const std::string body_sha256 = hex(sha256(request.body));
  if (declared_hash(request.head).value_or(body_sha256) != body_sha256)
    return refuse(AuthProblem::kBadSignature, "X-Amz-Content-Sha256 is not the hash of the body.");
  return prove(request.head, *signed_head, body_sha256, keys, path_rule);
}

}  // namespace mien::api::sigv4
