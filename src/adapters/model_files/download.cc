#include "adapters/model_files/download.h"

#include <curl/curl.h>

#include <cstdlib>
#include <memory>
#include <span>

namespace mien::model_files {
namespace {

constexpr long kConnectTimeoutSeconds = 30;
constexpr long kStallSeconds = 60;  ///< Slower than 1 KB/s for so long: given up.

struct Sink {
  std::vector<std::byte> bytes;
  std::uint64_t bytes_max;
};

std::size_t receive(char* data, std::size_t, std::size_t count, void* user) {
  auto& sink = *static_cast<Sink*>(user);
  if (sink.bytes.size() + count > sink.bytes_max) return 0;  // Makes libcurl stop with CURLE_WRITE_ERROR.
  const auto chunk = std::as_bytes(std::span(data, count));
  sink.bytes.insert(sink.bytes.end(), chunk.begin(), chunk.end());
  return count;
}

}  // namespace

Result<std::vector<std::byte>> download(const std::string& url, std::uint64_t bytes_max) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (!curl) return fail(ErrorCode::kUnavailable, "The download library does not start.");
  Sink sink{{}, bytes_max};
  char error[CURL_ERROR_SIZE] = "";
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "https,file");
  curl_easy_setopt(curl.get(), CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl.get(), CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_MAXREDIRS, 5L);
  curl_easy_setopt(curl.get(), CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, kConnectTimeoutSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_LIMIT, 1024L);
  curl_easy_setopt(curl.get(), CURLOPT_LOW_SPEED_TIME, kStallSeconds);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &receive);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, error);
  if (const char* bundle = std::getenv("CURL_CA_BUNDLE")) curl_easy_setopt(curl.get(), CURLOPT_CAINFO, bundle);
  if (const CURLcode code = curl_easy_perform(curl.get()); code != CURLE_OK)
    return fail(ErrorCode::kUnavailable, *error ? error : curl_easy_strerror(code));
  return std::move(sink.bytes);
}

}  // namespace mien::model_files
