#include "api/auth/sigv4.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/auth/crypto.h"
#include "api/auth/dates.h"
#include "api/auth/query_parameters.h"
#include "core/ascii.h"
#include "core/percent.h"
#include "core/secret.h"

namespace mien::api::sigv4 {
namespace {

/// RFC 3986 section 5.2.4, and empty segments left out.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> segments;
  std::string_view rest = path;
  bool ends_with_slash = true;
  while (!rest.empty()) {
    const auto slash = rest.find('/');
    const std::string_view segment = rest.substr(0, slash);
    rest.remove_prefix(slash == std::string_view::npos ? rest.size() : slash + 1);
    const bool is_directory = segment == "." || segment == "..";
    ends_with_slash = is_directory || slash != std::string_view::npos;
    if (segment == ".." && !segments.empty()) segments.pop_back();
    if (!segment.empty() && !is_directory) segments.push_back(segment);
  }
  std::string out = "/";
  for (std::size_t i = 0; i < segments.size(); ++i) {
    out += segments[i];
    if (i + 1 < segments.size() || ends_with_slash) out += '/';
  }
  return out;
}

std::string canonical_path(std::string_view path, PathRule rule) {
  std::string source;
  switch (rule) {
    case PathRule::kNormalized:
      source = without_dot_segments(path);
      break;
    case PathRule::kUnnormalized:
      source = path;
      break;
    case PathRule::kAsSent:
      source = percent_decode_leniently(path);
      break;
  }
  std::string out;
  append_percent_encoded(out, source.empty() ? "/" : std::string_view(source), Slashes::kKept);
  return out;
}

std::string canonical_query(std::string_view query, std::string_view left_out) {
  std::vector<std::pair<std::string, std::string>> parameters;
  while (const auto parameter = take_parameter(query)) {
    if (!left_out.empty() && parameter->name == left_out) continue;
    auto& [name, value] = parameters.emplace_back();
    append_percent_encoded(name, parameter->name, Slashes::kEscaped);
    append_percent_encoded(value, parameter->value.value_or(""), Slashes::kEscaped);
  }
  std::ranges::sort(parameters);
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += name;
    out += '=';
    out += value;
  }
  return out;
}

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Without blanks at the ends; runs of blanks within become one space.
void append_collapsed(std::string& out, std::string_view value) {
  bool pending = false;
  bool begun = false;
  for (const char c : value) {
    if (is_blank(c)) {
      pending = begun;
      continue;
    }
    if (pending) out += ' ';
    pending = false;
    begun = true;
    out += c;
  }
}

/// @return false where there is no such header.
bool append_header(std::string& out, const HttpHead& head, std::string_view lower_case_name) {
  bool found = false;
  for (const HttpHeader& header : head.headers) {
    if (!equal_ignoring_case(header.name, lower_case_name)) continue;
    if (found) {
      out += ',';
    } else {
      out += lower_case_name;
      out += ':';
    }
    append_collapsed(out, header.value);
    found = true;
  }
  out += '\n';
  return found;
}

std::string joined(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) {
    if (!out.empty()) out += ';';
    out += name;
  }
  return out;
}

}  // namespace

std::string Scope::text() const {
  std::string out(date);
  for (const std::string_view part : {region, service, std::string_view("aws4_request")}) {
    out += '/';
    out += part;
  }
  return out;
}

std::optional<std::string> canonical_request(const HttpHead& head, std::span<const std::string_view> signed_headers,
                                             std::string_view body_sha256, PathRule path_rule,
                                             std::string_view parameter_left_out) {
  std::string out = head.method;
  out += '\n';
  out += canonical_path(head.path(), path_rule);
  out += '\n';
  out += canonical_query(head.query(), parameter_left_out);
  out += '\n';
  for (const std::string_view name : signed_headers)
    if (!append_header(out, head, name)) return std::nullopt;
  out += '\n';
  out += joined(signed_headers);
  out += '\n';
  out += body_sha256;
  return out;
}

std::string string_to_sign(std::string_view amz_date, const Scope& scope, std::string_view canonical_request) {
  std::string out(kAlgorithm);
  out += '\n';
  out += amz_date;
  out += '\n';
  out += scope.text();
  out += '\n';
  out += hex(sha256(canonical_request));
  return out;
}

Sha256 signing_key(const Secret& secret, const Scope& scope) {
  std::string start = "AWS4";
  start += secret.reveal();
  Sha256 key = hmac_sha256(std::as_bytes(std::span(start)), scope.date);
  wipe(start);
  for (const std::string_view part : {scope.region, scope.service, std::string_view("aws4_request")})
    key = hmac_sha256(key, part);
  return key;
}

std::string signature(const Secret& secret, const Scope& scope, std::string_view string_to_sign) {
  return hex(hmac_sha256(signing_key(secret, scope), string_to_sign));
}

void sign(HttpRequest& request, std::string_view access_key_id, const Secret& secret, const SigningOptions& options) {
  const std::string amz_date = format_amz_date(options.at);
  request.head.headers.push_back({"X-Amz-Date", amz_date});
  std::vector<std::string> names;
  for (const HttpHeader& header : request.head.headers) names.push_back(lower_case(header.name));
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  const std::vector<std::string_view> signed_headers(names.begin(), names.end());

  const Scope scope{std::string_view(amz_date).substr(0, 8), options.region, options.service};
  const std::string payload = options.payload.empty() ? hex(sha256(request.body)) : std::string(options.payload);
  const auto canonical = canonical_request(request.head, signed_headers, payload, options.path_rule);
  std::string value(kAlgorithm);
  value += " Credential=";
  value += access_key_id;
  value += '/';
  value += scope.text();
  value += ", SignedHeaders=" + joined(signed_headers);
  value += ", Signature=" + signature(secret, scope, string_to_sign(amz_date, scope, *canonical));
  request.head.headers.push_back({"Authorization", std::move(value)});
}

}  // namespace mien::api::sigv4
