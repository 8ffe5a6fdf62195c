#include "s3_access.h"

#include <algorithm>
#include <utility>

#include "api/auth/crypto.h"
#include "api/auth/sigv4.h"
#include "core/ascii.h"
#include "core/percent.h"

namespace mien::cli {
namespace {

/// As a client sends it: the port that the scheme means anyway is left out.
std::string host_header(std::string_view scheme, std::string_view authority) {
  const std::string_view port = scheme == "http://" ? ":80" : ":443";
  if (authority.ends_with(port)) authority.remove_suffix(port.size());
  return std::string(authority);
}

}  // namespace

Result<ServerAddress> parse_server_address(std::string text) {
  const auto wrong = [](std::string why) { return fail(ErrorCode::kInvalidArgument, std::move(why)); };
  while (text.ends_with('/')) text.pop_back();
  std::string_view scheme;
  for (const std::string_view known : {"http://", "https://"})
    if (text.starts_with(known)) scheme = known;
  if (scheme.empty()) return wrong("must be an address that begins with http:// or https://");
  const auto is_unfit = [](unsigned char c) { return c <= ' ' || c == 0x7f; };
  if (text.find_first_of("?#@\\") != std::string::npos || std::ranges::any_of(text, is_unfit))
    return wrong("must be an address with nothing but a host, a port and a path");
  const auto slash = text.find('/', scheme.size());
  ServerAddress out{.origin = text.substr(0, slash), .base = {}, .host = {}};
  const std::string_view authority = std::string_view(out.origin).substr(scheme.size());
  if (authority.empty()) return wrong("names no host");
  if (slash != std::string::npos) out.base = text.substr(slash);
  out.host = host_header(scheme, authority);
  return out;
}

S3Request sign_s3_request(const S3Access& access, std::string_view method, std::string_view bucket,
                          std::string_view key, std::chrono::sys_seconds at, std::vector<HttpHeader> more) {
  HttpRequest request;
  request.head.method = method;
  request.head.target = access.base + '/' + percent_encode(bucket) + '/' + percent_encode(key, Slashes::kKept);
  request.head.headers = std::move(more);
  request.head.headers.push_back({"Host", access.host});
  request.head.headers.push_back({"X-Amz-Content-Sha256", hex(api::sha256(std::string_view()))});
  if (!access.session_token.empty()) request.head.headers.push_back({"X-Amz-Security-Token", access.session_token});
  api::sigv4::sign(request, access.access_key_id, access.secret,
                   {.region = access.region, .service = "s3", .at = at, .path_rule = api::sigv4::PathRule::kAsSent});
  return {.url = access.origin + request.head.target, .headers = std::move(request.head.headers)};
}

}  // namespace mien::cli
