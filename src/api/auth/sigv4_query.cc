#include "api/auth/sigv4_query.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/auth/dates.h"
#include "api/auth/query_parameters.h"
#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"

namespace mien::api::sigv4 {
namespace {

std::unexpected<AuthError> incomplete(std::string message) {
  return refuse(AuthProblem::kIncomplete, std::move(message));
}

/// The parameters by name; in this order.
constexpr std::array<std::string_view, 8> kNames = {"X-Amz-Algorithm",      "X-Amz-Credential",    "X-Amz-Date",
                                                    "X-Amz-Expires",        "X-Amz-SignedHeaders", kSignatureParameter,
                                                    "X-Amz-Content-Sha256", "X-Amz-Security-Token"};
enum : std::size_t {
  kAlgorithmAt,
  kCredentialAt,
  kDateAt,
  kExpiresAt,
  kSignedHeadersAt,
  kSignatureAt,
  kHashAt,
  kTokenAt
};
constexpr std::size_t kNeeded = kHashAt;
using Values = std::array<std::optional<std::string>, kNames.size()>;

AuthResult<Values> read_values(const HttpHead& head) {
  Values values;
  std::string_view query = head.query();
  while (auto parameter = take_parameter(query)) {
    const auto name = std::ranges::find(kNames, parameter->name);
    if (name == kNames.end()) continue;
    auto& value = values[static_cast<std::size_t>(name - kNames.begin())];
    if (value) return incomplete("The query has the parameter " + std::string(*name) + " twice.");
    value = std::move(parameter->value).value_or("");
  }
  return values;
}

AuthResult<std::chrono::seconds> parse_lifetime(std::string_view text) {
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return incomplete("X-Amz-Expires should be a number");
  const auto seconds = number_of<std::int64_t>(text);
  if (!seconds || *seconds > limits::kLinkLifetimeMax.count())
    return incomplete(
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than " +
        std::to_string(limits::kLinkLifetimeMax.count()) + " seconds");
  if (*seconds < limits::kLinkLifetimeMin.count()) return incomplete("X-Amz-Expires must be at least one second");
  return std::chrono::seconds(*seconds);
}

}  // namespace

AuthResult<Claim> LinkClaim::claim() const { return make_claim(credential, signed_headers, signature); }

AuthResult<LinkClaim> parse_link(const HttpHead& head) {
  auto values = read_values(head);
  if (!values) return std::unexpected(std::move(values).error());
  const auto needed = std::span(*values).first(kNeeded);
  if (std::ranges::none_of(needed, [](const auto& v) { return v.has_value(); }))
    return refuse(AuthProblem::kMissing, "Missing Authentication Token");
  if (!std::ranges::all_of(needed, [](const auto& v) { return v.has_value(); }))
    return incomplete(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
        "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
  auto& v = *values;
  if (*v[kAlgorithmAt] != kAlgorithm) return incomplete("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"");
  const auto at = parse_amz_date(*v[kDateAt]);
  if (!at) return incomplete("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  const auto lifetime = parse_lifetime(*v[kExpiresAt]);
  if (!lifetime) return std::unexpected(lifetime.error());
  return LinkClaim{.credential = *std::move(v[kCredentialAt]),
                   .signed_headers = *std::move(v[kSignedHeadersAt]),
                   .signature = *std::move(v[kSignatureAt]),
                   .at = *at,
                   .lifetime = *lifetime,
                   .payload_sha256 = std::move(v[kHashAt]),
                   .has_token = v[kTokenAt].has_value()};
}

}  // namespace mien::api::sigv4
