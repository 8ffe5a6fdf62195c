#include "import_s3.h"

#include <algorithm>
#include <utility>

#include "core/ascii.h"
#include "core/limits.h"
#include "core/number.h"
#include "exit_codes.h"
#include "import_service.h"

namespace mien::cli {
namespace {

using importing::S3Answer;
using Trouble = importing::S3Answer::Trouble;

constexpr std::string_view kDefaultRegion = "us-east-1";
/// An object is given up where less than 1 KB/s comes of it for so long.
constexpr std::chrono::seconds kStallTimeout{30};
/// S3's own codes are far shorter.
constexpr std::size_t kErrorCodeBytesMax = 64;

std::unexpected<Failure> usage(std::string line) { return std::unexpected(Failure{kUsage, std::move(line)}); }

std::string without_slashes(std::string text) {
  while (text.ends_with('/')) text.pop_back();
  return text;
}

/// @param flag  which named it
Outcome<void> take_address(const std::string& endpoint, const std::string& flag, S3Access& access) {
  auto address = parse_server_address(endpoint);
  if (!address) return usage(flag + " " + address.error().message);
  access.origin = std::move(address->origin);
  access.base = std::move(address->base);
  access.host = std::move(address->host);
  return {};
}

const std::string* header_of(const HttpResponse& response, std::string_view name) {
  const auto found = std::ranges::find_if(
      response.headers, [&](const HttpHeader& header) { return equal_ignoring_case(header.name, name); });
  return found == response.headers.end() ? nullptr : &found->value;
}

/// What stands in the error document's element Code. Anything else than a word is none of S3's.
std::string error_code_of(std::string_view document) {
  constexpr std::string_view kOpen = "<Code>";
  const auto open = document.find(kOpen);
  if (open == std::string_view::npos) return "";
  const std::string_view rest = document.substr(open + kOpen.size(), kErrorCodeBytesMax + 1);
  const std::string_view code = rest.substr(0, rest.find('<'));
  const bool is_word = code.size() <= kErrorCodeBytesMax && std::ranges::all_of(code, &is_alphanumeric);
  return is_word ? std::string(code) : "";
}

Trouble trouble_of(ErrorCode code) {
  if (code == ErrorCode::kImageTooLarge) return Trouble::kTooLarge;
  if (code == ErrorCode::kInvalidArgument || code == ErrorCode::kAccessDenied) return Trouble::kNeverWill;
  return Trouble::kNoAnswer;
}

}  // namespace

Outcome<S3Access> s3_access(const ImportCommand& command,
                            const std::function<std::optional<std::string>(const std::string&)>& variable) {
  const auto set = [&](const std::string& name) { return variable(name).value_or(""); };
  const std::string server = without_slashes(command.client.server);
  const std::string named = without_slashes(command.s3_endpoint);
  const bool is_mien = named.empty() || named == server;
  const bool has_aws_key = !set("AWS_ACCESS_KEY_ID").empty() && !set("AWS_SECRET_ACCESS_KEY").empty();
  const std::string vendor = !is_mien && has_aws_key ? "AWS" : "MIEN";
  S3Access access{.origin = "",
                  .host = "",
                  .region = command.s3_region.empty() ? std::string(kDefaultRegion) : command.s3_region,
                  .access_key_id = set(vendor + "_ACCESS_KEY_ID"),
                  .secret = Secret(set(vendor + "_SECRET_ACCESS_KEY")),
                  .session_token = vendor == "AWS" ? set("AWS_SESSION_TOKEN") : "",
                  .ca_cert = is_mien ? command.client.ca_cert : ""};
  if (access.access_key_id.empty() || access.secret.reveal().empty())
    return usage("no key: set MIEN_ACCESS_KEY_ID and MIEN_SECRET_ACCESS_KEY in the environment");
  MIEN_TRY_VOID(named.empty() ? take_address(server, "--server", access)
                              : take_address(named, "--s3-endpoint", access));
  return access;
}

http_client::Request signed_request(const S3Access& access, std::string_view method, const importing::S3Url& url,
                                    std::chrono::sys_seconds at) {
  S3Request request = sign_s3_request(access, method, url.bucket, url.key, at);
  http_client::Request out{
      .method = std::string(method), .url = std::move(request.url), .headers = std::move(request.headers)};
  out.stall_timeout = kStallTimeout;
  out.bytes_max = limits::kObjectImageBytesMax;
  return out;
}

S3Answer read_s3_answer(Result<HttpResponse> response) {
  if (!response) return {.trouble = trouble_of(response.error().code), .reason = response.error().message};
  S3Answer answer{.status = response->status, .retry_after = retry_after(*response)};
  if (response->status != 200) {
    answer.code = error_code_of(response->body);
    return answer;
  }
  answer.bytes = std::move(response->body);
  answer.size = answer.bytes.size();
  if (const std::string* length = header_of(*response, "Content-Length"); length && answer.bytes.empty())
    answer.size = number_of<std::size_t>(*length).value_or(0);
  for (const std::string_view name : {"Last-Modified", "ETag"})
    if (const std::string* tag = header_of(*response, name)) answer.version_tag = *tag;
  return answer;
}

S3Answer HttpS3Service::ask(std::string_view method, const importing::S3Url& url) {
  Connection connection = borrow();
  // Signed anew each time: a signature is good for some minutes only.
  const auto request = signed_request(access_, method, url, std::chrono::floor<std::chrono::seconds>(clock_.now()));
  S3Answer answer = read_s3_answer(connection->send(request));
  give_back(std::move(connection));
  return answer;
}

HttpS3Service::Connection HttpS3Service::borrow() {
  const std::scoped_lock lock(mutex_);
  if (idle_.empty()) return std::make_unique<http_client::HttpClient>(http_client::Options{.ca_file = access_.ca_cert});
  Connection connection = std::move(idle_.back());
  idle_.pop_back();
  return connection;
}

void HttpS3Service::give_back(Connection connection) {
  const std::scoped_lock lock(mutex_);
  idle_.push_back(std::move(connection));
}

}  // namespace mien::cli
