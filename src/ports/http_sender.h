#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/patience.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien {

/// A request that the service itself sends to another server.
struct HttpSending {
  /// What becomes of an answer that is longer than `answer_bytes_max`.
  enum class Overlong : std::uint8_t {
    kRefuse,  ///< kImageTooLarge, before its body where the answer says how long it is.
    kCut,     ///< What came first is the answer; the rest is not read.
  };
  std::string method = "GET";
  std::string url;  ///< http or https, without credentials; path and query are sent as they stand.
  std::vector<HttpHeader> headers{};
  std::string body{};                         ///< Sent where the method is POST, PUT or PATCH.
  std::chrono::milliseconds timeout{10'000};  ///< From the first step to the last byte of the answer.
  std::size_t answer_bytes_max = 4096;
  Overlong overlong = Overlong::kRefuse;
};

/// Sends requests to other servers. Verifies the certificates of https, follows no redirect, adds no credentials.
/// Thread-safe. Adapter: http_client (libcurl).
class HttpSender {
 public:
  virtual ~HttpSender() = default;
  /// Whatever status the server answers with is an answer. Ends within a second or so once the patience is over.
  /// @errors kInvalidArgument   the address or a header cannot be sent at all.
  /// @errors kAccessDenied      the server's certificate is not to be trusted, or is another server's.
  /// @errors kDeadlineExceeded  there was a connection, and no whole answer in time.
  /// @errors kAbandoned         the patience was over first.
  /// @errors kIncompatible      what answers there does not speak HTTP, or no TLS where the address says https.
  /// @errors kImageTooLarge     the answer is longer than it may be.
  /// @errors kUnavailable       there was no connection, or no whole answer.
  virtual Result<HttpResponse> send(const HttpSending& request, const Patience& patience) = 0;
};

}  // namespace mien
