#include "api/auth/sigv4_header.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "core/ascii.h"
#include "core/limits.h"

namespace mien::api::sigv4 {
namespace {

constexpr std::size_t kSignatureDigits = 64;

std::unexpected<AuthError> incomplete(std::string message) {
  return refuse(AuthProblem::kIncomplete, std::move(message));
}

bool is_access_key_id(std::string_view text) {
  const auto allowed = [](char c) { return c > ' ' && c < 0x7F && c != '/' && c != ',' && c != '=' && c != ':'; };
  return !text.empty() && text.size() <= limits::kAccessKeyIdBytesMax && std::ranges::all_of(text, allowed);
}

bool is_scope_part(std::string_view text) {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '-' || c == '_'; };
  return !text.empty() && text.size() <= limits::kScopePartBytesMax && std::ranges::all_of(text, allowed);
}

bool is_header_name(std::string_view text) {
  return is_token(text) && std::ranges::all_of(text, [](char c) { return c == lower_case(c); });
}

bool is_lower_case_hex(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

/// Takes the front up to the separator off `text`; all of it where there is none.
std::string_view take_until(std::string_view& text, char separator) {
  const auto end = text.find(separator);
  const std::string_view front = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return front;
}

bool parse_credential(std::string_view text, Claim& claim) {
  if (std::ranges::count(text, '/') != 4) return false;
  claim.access_key_id = take_until(text, '/');
  claim.scope.date = take_until(text, '/');
  claim.scope.region = take_until(text, '/');
  claim.scope.service = take_until(text, '/');
  return is_access_key_id(claim.access_key_id) && claim.scope.date.size() == 8 &&
         std::ranges::all_of(claim.scope.date, is_digit) && is_scope_part(claim.scope.region) &&
         is_scope_part(claim.scope.service) && text == "aws4_request";
}

bool parse_signed_headers(std::string_view text, Claim& claim) {
  while (!text.empty()) {
    if (claim.signed_headers.size() == limits::kHeadersMax) return false;
    claim.signed_headers.push_back(take_until(text, ';'));
  }
  // Sorted without equals: greater_equal finds a pair in the wrong order, or one name twice.
  const auto& names = claim.signed_headers;
  return !names.empty() && std::ranges::all_of(names, is_header_name) &&
         std::ranges::adjacent_find(names, std::ranges::greater_equal()) == names.end();
}

std::string_view without_blanks_at_ends(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// The three parts of the header, by name.
struct Parts {
  std::optional<std::string_view> credential;
  std::optional<std::string_view> signed_headers;
  std::optional<std::string_view> signature;

  std::optional<std::string_view>* find(std::string_view name) {
    if (name == "Credential") return &credential;
    if (name == "SignedHeaders") return &signed_headers;
    if (name == "Signature") return &signature;
    return nullptr;
  }
};

AuthResult<Parts> split(std::string_view text) {
  Parts parts;
  while (!text.empty()) {
    std::string_view part = without_blanks_at_ends(take_until(text, ','));
    auto* const place = parts.find(take_until(part, '='));
    if (place == nullptr) return incomplete("Authorization header has an unknown parameter.");
    if (place->has_value()) return incomplete("Authorization header has a parameter twice.");
    *place = part;
  }
  if (!parts.credential) return incomplete("Authorization header requires 'Credential' parameter.");
  if (!parts.signature) return incomplete("Authorization header requires 'Signature' parameter.");
  if (!parts.signed_headers) return incomplete("Authorization header requires 'SignedHeaders' parameter.");
  return parts;
}

}  // namespace

AuthResult<Claim> make_claim(std::string_view credential, std::string_view signed_headers, std::string_view signature) {
  Claim claim;
  if (!parse_credential(credential, claim))
    return incomplete("Credential must be of the form <access-key-id>/YYYYMMDD/REGION/SERVICE/aws4_request.");
  if (!parse_signed_headers(signed_headers, claim))
    return incomplete("SignedHeaders must be a sorted list of lower-case header names, separated by ';'.");
  claim.signature = signature;
  if (signature.size() != kSignatureDigits || !is_lower_case_hex(signature))
    return incomplete("Signature must be 64 lower-case hexadecimal digits.");
  return claim;
}

AuthResult<Claim> parse_authorization(const HttpHead& head) {
  const auto is_authorization = [](const HttpHeader& h) { return equal_ignoring_case(h.name, "authorization"); };
  const auto count = std::ranges::count_if(head.headers, is_authorization);
  if (count == 0) return refuse(AuthProblem::kMissing, "Missing Authentication Token");
  if (count > 1) return incomplete("There must be one Authorization header.");
  std::string_view text = *head.header("authorization");
  if (take_until(text, ' ') != kAlgorithm)
    return incomplete("Authorization header requires the algorithm AWS4-HMAC-SHA256.");
  const auto parts = split(text);
  if (!parts) return std::unexpected(parts.error());
  return make_claim(*parts->credential, *parts->signed_headers, *parts->signature);
}

}  // namespace mien::api::sigv4
