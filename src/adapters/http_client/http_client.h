#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/patience.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::http_client {

struct Request {
  /// What becomes of an answer whose body is longer than `bytes_max`.
  enum class Overlong : std::uint8_t {
    kRefuse,
    kCut,  ///< What came first is the answer; the connection is given up.
  };
  std::string method = "GET";
  std::string url;  ///< http or https; with credentials only in headers. The path is sent as it stands.
  std::vector<HttpHeader> headers{};
  std::string_view body{};  ///< Borrowed for the call; sent where the method is POST, PUT or PATCH.
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds timeout{120'000};  ///< From start to end; 0: none.
  /// The answer is given up where less than 1 KB/s comes for so long; 0: never.
  std::chrono::seconds stall_timeout{0};
  std::size_t bytes_max = std::size_t{64} * 1024 * 1024;  ///< Of the answer's body.
  Overlong overlong = Overlong::kRefuse;
  Patience patience{};  ///< The answer is given up where it is over; that is looked at every second.
};

/// What a client may do beyond plain requests. A client that carries credentials must not follow redirects.
struct Options {
  bool follow_https_redirects = false;
  bool only_https_and_file = false;  ///< For downloads: http is refused, file:// is taken.
  /// PEM: the only authorities to trust. Empty: those of CURL_CA_BUNDLE, else the machine's.
  std::string ca_file{};
};

/// HTTP requests by libcurl, one after the other, over a connection that is kept between them. Verifies certificates
/// and honours the usual proxy and CA variables, but never asks a proxy for this machine itself. Not thread-safe.
class HttpClient {
 public:
  explicit HttpClient(Options options = {});
  ~HttpClient();
  HttpClient(HttpClient&&) noexcept;
  HttpClient& operator=(HttpClient&&) noexcept;

  /// Whatever status the server answers with is an answer.
  /// @errors kInvalidArgument  the address or a header cannot be sent at all.
  /// @errors kAccessDenied     the server's certificate is not to be trusted, or is another server's.
  /// @errors kDeadlineExceeded  there was a connection, and no whole answer in time.
  /// @errors kAbandoned        the patience was over.
  /// @errors kIncompatible     what answers there does not speak HTTP, or no TLS where the address says https.
  /// @errors kImageTooLarge    the body is, or is said to be, longer than `bytes_max`.
  /// @errors kUnavailable      there was no connection, or no whole answer; the message is the reason.
  Result<HttpResponse> send(const Request& request);

 private:
  struct Handle;
  Options options_;
  std::unique_ptr<Handle> handle_;
};

}  // namespace mien::http_client
