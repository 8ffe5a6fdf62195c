#include "api/auth/presign.h"

#include <algorithm>
#include <vector>

#include "api/auth/dates.h"
#include "api/auth/sigv4.h"
#include "api/auth/sigv4_query.h"
#include "core/limits.h"
#include "core/percent.h"
#include "core/result.h"

namespace mien::api {
namespace {

/// What a client makes the Host header of: the scheme's own port is left out.
std::string_view host_of(std::string_view base_url) {
  const auto scheme_end = base_url.find("://");
  MIEN_CHECK(scheme_end != std::string_view::npos);
  std::string_view host = base_url.substr(scheme_end + 3);
  MIEN_CHECK(!host.empty() && host.find('/') == std::string_view::npos);
  const std::string_view port = base_url.starts_with("https:") ? ":443" : ":80";
  if (host.ends_with(port)) host.remove_suffix(port.size());
  return host;
}

void append_parameter(std::string& query, std::string_view name, std::string_view value) {
  if (!query.empty()) query += '&';
  query += name;
  query += '=';
  append_percent_encoded(query, value, Slashes::kEscaped);
}

}  // namespace

std::string presign_url(const PresignedRequest& request, std::string_view access_key_id, const Secret& secret) {
  MIEN_CHECK(request.lifetime >= limits::kLinkLifetimeMin && request.lifetime <= limits::kLinkLifetimeMax);
  HttpHead head{.method = std::string(request.method), .target = "/", .headers = {}, .remote_address = {}};
  append_percent_encoded(head.target, request.bucket, Slashes::kEscaped);
  head.target += '/';
  append_percent_encoded(head.target, request.key, Slashes::kKept);

  head.headers.push_back({"host", std::string(host_of(request.base_url))});
  for (const auto& [name, value] : request.headers) head.headers.push_back({name, value});
  std::vector<std::string_view> names;
  for (const HttpHeader& header : head.headers) names.push_back(header.name);
  std::ranges::sort(names);
  std::string list;
  for (const std::string_view name : names) {
    if (!list.empty()) list += ';';
    list += name;
  }

  const std::string amz_date = format_amz_date(request.at);
  const sigv4::Scope scope{std::string_view(amz_date).substr(0, 8), request.region, "s3"};
  std::string query;
  append_parameter(query, "X-Amz-Algorithm", sigv4::kAlgorithm);
  append_parameter(query, "X-Amz-Credential", std::string(access_key_id) + "/" + scope.text());
  append_parameter(query, "X-Amz-Date", amz_date);
  append_parameter(query, "X-Amz-Expires", std::to_string(request.lifetime.count()));
  append_parameter(query, "X-Amz-SignedHeaders", list);
  head.target += '?' + query;

  const auto canonical = sigv4::canonical_request(head, names, "UNSIGNED-PAYLOAD", sigv4::PathRule::kAsSent);
  const std::string text = sigv4::string_to_sign(amz_date, scope, *canonical);
  append_parameter(head.target, sigv4::kSignatureParameter, sigv4::signature(secret, scope, text));
  return std::string(request.base_url) + head.target;
}

}  // namespace mien::api
