// Signature Version 2: what boto3 still makes for links by default, and old clients for everything.
// Source: S3's developer guide, "Signing and authenticating REST requests (Signature Version 2)".
#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/query_parameters.h"
#include "api/auth/s3_auth_versions.h"
#include "api/auth/signing_time.h"
#include "core/ascii.h"
#include "core/base64.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::api::s3_auth {
namespace {

/// Parameters that are signed because they say what a request does; sorted. All others may be added by anybody.
constexpr std::array<std::string_view, 40> kSignedParameters = {"accelerate",
                                                                "acl",
                                                                "analytics",
                                                                "attributes",
                                                                "cors",
                                                                "defaultObjectAcl",
                                                                "delete",
                                                                "encryption",
                                                                "intelligent-tiering",
                                                                "inventory",
                                                                "legal-hold",
                                                                "lifecycle",
                                                                "location",
                                                                "logging",
                                                                "metrics",
                                                                "notification",
                                                                "object-lock",
                                                                "ownershipControls",
                                                                "partNumber",
                                                                "policy",
                                                                "policyStatus",
                                                                "publicAccessBlock",
                                                                "replication",
                                                                "requestPayment",
                                                                "response-cache-control",
                                                                "response-content-disposition",
                                                                "response-content-encoding",
                                                                "response-content-language",
                                                                "response-content-type",
                                                                "response-expires",
                                                                "restore",
                                                                "retention",
                                                                "tagging",
                                                                "torrent",
                                                                "uploadId",
                                                                "uploads",
                                                                "versionId",
                                                                "versioning",
                                                                "versions",
                                                                "website"};
static_assert(std::ranges::is_sorted(kSignedParameters));

/// What a request claims; nothing of it is proven.
struct Claim2 {
  std::string access_key_id;
  std::string signature;  ///< Base64 of 20 bytes.
  std::string date;       ///< As it is signed: Date, Expires, or nothing where x-amz-date has it.
  S3Caller::Means means;
};

/// Those of Amazon's, by name, as version 2 signs them.
std::string canonical_headers(const HttpHead& head) {
  std::map<std::string, std::string> headers;
  for (const HttpHeader& header : head.headers) {
    std::string name = lower_case(header.name);
    if (!name.starts_with("x-amz-")) continue;
    const auto [place, is_new] = headers.try_emplace(std::move(name), header.value);
    if (!is_new) place->second += "," + header.value;
  }
  std::string out;
  for (const auto& [name, value] : headers) out += name + ":" + value + "\n";
  return out;
}

std::string resource_path(const HttpHead& head, std::string_view host_bucket) {
  std::string out;
  if (!host_bucket.empty()) out = "/" + std::string(host_bucket);
  out += head.path();
  return out;
}

std::string signed_parameters(const HttpHead& head) {
  std::string out;
  std::vector<std::pair<std::string, std::optional<std::string>>> parameters;
  std::string_view query = head.query();
  while (auto parameter = take_parameter(query))
    if (std::ranges::binary_search(kSignedParameters, parameter->name))
      parameters.emplace_back(std::move(parameter->name), std::move(parameter->value));
  std::ranges::sort(parameters);
  char separator = '?';
  for (const auto& [name, value] : parameters) {
    out += separator;
    out += name;
    if (value) out += "=" + *value;
    separator = '&';
  }
  return out;
}

S3Result<S3Caller> prove(const HttpHead& head, const Claim2& claim, std::string_view host_bucket, const KeyRing& keys) {
  const auto key = keys.find(claim.access_key_id);
  if (!key) return unknown_key();
  S3Caller caller{.principal = {claim.access_key_id, key->role}};
  caller.means = claim.means;
  std::string text = head.method;
  for (const std::string_view name : {"content-md5", "content-type"}) {
    text += '\n';
    text += head.header(name).value_or("");
  }
  text += '\n' + claim.date + '\n' + canonical_headers(head);
  const std::string path = resource_path(head, host_bucket);
  const std::string parameters = signed_parameters(head);
  const auto is_right = [&](std::string_view end_of_path) {
    std::string whole = text + path;
    whole += end_of_path;
    whole += parameters;
    const auto right = hmac_sha1(std::as_bytes(std::span(key->secret.reveal())), whole);
    return equal_in_constant_time(encode_base64(right), claim.signature);
  };
  // Of a bucket, botocore signs "/bucket/" and sends "/bucket"; others sign what they send. It is the same bucket.
  const bool may_lack_slash = path.find('/', 1) == std::string::npos && path.size() > 1;
  if (!is_right("") && !(may_lack_slash && is_right("/"))) return bad_signature();
  if (const auto declared = head.header("x-amz-content-sha256")) {
    MIEN_TRY_VOID(set_payload(caller, *declared));
    if (caller.payload == Payload::kSignedChunks || caller.payload == Payload::kSignedChunksTrailer)
      return refuse(S3Problem::kInvalidPayloadHash, "Signature Version 2 has no signed chunks.");
  }
  return caller;
}

bool is_access_key_id(std::string_view text) { return !text.empty() && text.size() <= limits::kAccessKeyIdBytesMax; }

}  // namespace

S3Result<S3Caller> verify_header2(const HttpHead& head, std::string_view host_bucket, const KeyRing& keys,
                                  std::chrono::sys_seconds now) {
  std::string_view text = *head.header("authorization");
  text.remove_prefix(std::string_view("AWS ").size());
  const auto colon = text.find(':');
  const auto count = std::ranges::count_if(
      head.headers, [](const HttpHeader& header) { return equal_ignoring_case(header.name, "authorization"); });
  if (count != 1 || colon == std::string_view::npos || !is_access_key_id(text.substr(0, colon)))
    return refuse(S3Problem::kMalformedHeader,
                  "The authorization header is malformed; it must be of the form AWS <access-key-id>:<signature>.");
  if (head.header("x-amz-security-token")) return invalid_token();
  const auto time = sigv4::signing_time(head);
  if (!time) return refuse(S3Problem::kNoDate, "AWS authentication requires a valid Date or x-amz-date header");
  MIEN_TRY_VOID(check_skew(time->at, now));
  const std::string date(time->header == "date" ? *head.header("date") : "");
  return prove(
      head, {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1)), date, S3Caller::Means::kHeader},
      host_bucket, keys);
}

S3Result<S3Caller> verify_link2(const HttpHead& head, std::string_view host_bucket, const KeyRing& keys,
                                std::chrono::sys_seconds now) {
  std::array<std::pair<std::string_view, std::optional<std::string>>, 3> parts{
      {{"AWSAccessKeyId", {}}, {"Signature", {}}, {"Expires", {}}}};
  std::string_view query = head.query();
  bool has_token = head.header("x-amz-security-token").has_value();
  while (auto parameter = take_parameter(query)) {
    has_token |= equal_ignoring_case(parameter->name, "x-amz-security-token");
    for (auto& [name, value] : parts) {
      if (parameter->name != name) continue;
      if (value)
        return refuse(S3Problem::kMalformedQuery, "The query has the parameter " + std::string(name) + " twice.");
      value = std::move(parameter->value).value_or("");
    }
  }
  const auto& [id, signature, expires] = parts;
  if (!id.second || !signature.second || !expires.second || !is_access_key_id(*id.second))
    return refuse(S3Problem::kMissing,
                  "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters");
  if (has_token) return invalid_token();
  const std::string_view text = *expires.second;
  const auto seconds = number_of<std::int64_t>(text);
  if (!seconds || !std::ranges::all_of(text, is_digit))
    return refuse(S3Problem::kMalformedQuery,
                  "Invalid date (should be seconds since epoch): " + std::string(text.substr(0, 32)));
  if (*seconds < now.time_since_epoch().count()) return expired();
  // The link does not say when it was signed, so this is all that can be held against one that was meant for longer.
  if (*seconds > (now.time_since_epoch() + limits::kLinkLifetimeMax + limits::kClockSkewMax).count())
    return refuse(S3Problem::kMalformedQuery, "Expires must be less than a week from now.");
  return prove(head, {*id.second, *signature.second, *expires.second, S3Caller::Means::kLink}, host_bucket, keys);
}

}  // namespace mien::api::s3_auth
