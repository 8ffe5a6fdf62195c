#include "adapters/http_client/download.h"

#include <chrono>
#include <span>

#include "adapters/http_client/http_client.h"

namespace mien::http_client {

Result<std::vector<std::byte>> download(const std::string& url, std::uint64_t bytes_max) {
  HttpClient client({.follow_https_redirects = true, .only_https_and_file = true});
  Request request{.url = url, .connect_timeout = std::chrono::seconds(30), .timeout = std::chrono::milliseconds(0)};
  request.stall_timeout = std::chrono::seconds(60);
  request.bytes_max = bytes_max;
  auto response = client.send(request);
  if (!response) return fail(ErrorCode::kUnavailable, response.error().message);
  if (response->status >= 300)
    return fail(ErrorCode::kUnavailable, "The server answers with status " + std::to_string(response->status) + ".");
  const auto bytes = std::as_bytes(std::span(response->body));
  return std::vector(bytes.begin(), bytes.end());
}

}  // namespace mien::http_client
