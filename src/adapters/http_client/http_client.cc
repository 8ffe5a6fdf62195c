#include "adapters/http_client/http_client.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>
#include <utility>

#include "core/ascii.h"

namespace mien::http_client {
namespace {

constexpr long kRedirectsMax = 5;
constexpr long kStallBytesPerSecond = 1024;
/// Of all header lines of an answer, those of interim answers, of redirects and behind the body among them: libcurl
/// bounds one head, but not what follows a body.
constexpr std::size_t kHeaderBytesMax = std::size_t{512} * 1024;
/// Around what a header line says; its end is among them.
constexpr std::string_view kBlanks = " \t\r\n";

using HeaderList = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

/// An answer as it comes in.
struct Sink {
  HttpResponse response;
  std::size_t bytes_max;
  Request::Overlong overlong = Request::Overlong::kRefuse;
  bool too_large = false;
  std::size_t header_bytes = 0;
};

/// libcurl is C: an exception must not pass through it, so running out of memory ends the transfer.
std::size_t receive_body(char* data, std::size_t, std::size_t count, void* user) noexcept {
  auto& sink = *static_cast<Sink*>(user);
  const std::size_t room = sink.bytes_max - sink.response.body.size();
  sink.too_large = count > room;
  if (sink.too_large && sink.overlong == Request::Overlong::kRefuse) return CURL_WRITEFUNC_ERROR;
  try {
    sink.response.body.append(data, std::min(count, room));
  } catch (const std::bad_alloc&) {
    sink.too_large = false;
    return CURL_WRITEFUNC_ERROR;
  }
  return sink.too_large ? CURL_WRITEFUNC_ERROR : count;
}

int ask_patience(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) noexcept {
  return static_cast<const Patience*>(user)->is_over() ? 1 : 0;
}

std::size_t receive_header(char* data, std::size_t, std::size_t count, void* user) noexcept {
  auto& sink = *static_cast<Sink*>(user);
  sink.header_bytes += count;
  if (sink.header_bytes > kHeaderBytesMax) return CURL_WRITEFUNC_ERROR;
  auto& headers = sink.response.headers;
  const std::string_view line = trimmed({data, count}, kBlanks);
  try {
    if (line.starts_with("HTTP/")) {
      headers.clear();  // What came before belongs to an interim answer or a redirect.
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos) {
      headers.push_back({std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1), kBlanks))});
    }
  } catch (const std::bad_alloc&) {
    return CURL_WRITEFUNC_ERROR;
  }
  return count;
}

bool has_control_character(std::string_view text) { return std::ranges::any_of(text, is_control); }

Result<HeaderList> header_list(const std::vector<HttpHeader>& headers) {
  HeaderList list(nullptr, &curl_slist_free_all);
  for (const HttpHeader& header : headers) {
    if (has_control_character(header.name) || has_control_character(header.value))
      return fail(ErrorCode::kInvalidArgument, "The header " + header.name + " holds a control character.");
    // libcurl leaves a header without a value out, unless it ends in a semicolon.
    const std::string line = header.value.empty() ? header.name + ";" : header.name + ": " + header.value;
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (!longer) return fail(ErrorCode::kUnavailable, "Out of memory.");
    static_cast<void>(list.release());
    list.reset(longer);
  }
  return list;
}

/// The caller's own exceptions, and this machine.
std::string hosts_without_proxy() {
  std::string hosts = "localhost,127.0.0.1,::1";
  for (const char* name : {"no_proxy", "NO_PROXY"})
    if (const char* more = std::getenv(name); more && *more) {
      if (std::string_view(more) == "*") return "*";
      hosts += "," + std::string(more);
    }
  return hosts;
}

void set_method(CURL* curl, const Request& request) {
  if (request.method == "HEAD") {
    curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
  } else if (request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request.body.empty() ? "" : request.body.data());
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  } else if (request.method != "GET") {
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request.method.c_str());
  }
}

void set_policy(CURL* curl, const Request& request, const Options& options) {
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, options.only_https_and_file ? "https,file" : "http,https");
  curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, options.follow_https_redirects ? 1L : 0L);
  curl_easy_setopt(curl, CURLOPT_MAXREDIRS, kRedirectsMax);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  // The path goes out as it stands, for it may be signed: keys of objects may have ".." for a segment.
  curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
  // Where the answer says how long it is, nothing of one that is too long is read.
  if (request.overlong == Request::Overlong::kRefuse)
    curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.bytes_max));
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(request.connect_timeout.count()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout.count()));
  if (request.stall_timeout.count() > 0) {
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kStallBytesPerSecond);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<long>(request.stall_timeout.count()));
  }
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &ask_patience);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &request.patience);
  curl_easy_setopt(curl, CURLOPT_NOPROXY, hosts_without_proxy().c_str());
  if (!options.ca_file.empty()) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(curl, CURLOPT_CAPATH, nullptr);  // Nobody else's word counts.
  } else if (const char* bundle = std::getenv("CURL_CA_BUNDLE")) {
    curl_easy_setopt(curl, CURLOPT_CAINFO, bundle);
  }
}

/// Whether somebody took the last transfer's connection, or one that was kept was used.
bool was_connected(CURL* curl) {
  long local_port = 0;  // The time of the connection is no sign: over TLS it comes with the end of the handshake only.
  long request_bytes = 0;
  curl_easy_getinfo(curl, CURLINFO_LOCAL_PORT, &local_port);
  curl_easy_getinfo(curl, CURLINFO_REQUEST_SIZE, &request_bytes);
  return local_port > 0 || request_bytes > 0;
}

ErrorCode error_code_of(CURLcode code, bool is_connected) {
  switch (code) {
    case CURLE_URL_MALFORMAT:
      return ErrorCode::kInvalidArgument;
    case CURLE_UNSUPPORTED_PROTOCOL:  // Of the address; or of an answer that does not begin as one of HTTP does.
      return is_connected ? ErrorCode::kIncompatible : ErrorCode::kInvalidArgument;
    case CURLE_WEIRD_SERVER_REPLY:
    case CURLE_SSL_CONNECT_ERROR:
      return ErrorCode::kIncompatible;
    case CURLE_PEER_FAILED_VERIFICATION:
      return ErrorCode::kAccessDenied;
    case CURLE_ABORTED_BY_CALLBACK:
      return ErrorCode::kAbandoned;
    case CURLE_OPERATION_TIMEDOUT:
      return is_connected ? ErrorCode::kDeadlineExceeded : ErrorCode::kUnavailable;
    default:
      return ErrorCode::kUnavailable;
  }
}

}  // namespace

struct HttpClient::Handle {
  std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl{curl_easy_init(), &curl_easy_cleanup};
};

HttpClient::HttpClient(Options options) : options_(std::move(options)), handle_(std::make_unique<Handle>()) {}
HttpClient::~HttpClient() = default;
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;

Result<HttpResponse> HttpClient::send(const Request& request) {
  CURL* curl = handle_->curl.get();
  if (!curl) return fail(ErrorCode::kUnavailable, "The HTTP library does not start.");
  MIEN_TRY(const HeaderList headers, header_list(request.headers));
  curl_easy_reset(curl);  // Forgets options, keeps the connection.
  Sink sink{.response = {}, .bytes_max = request.bytes_max, .overlong = request.overlong};
  std::array<char, CURL_ERROR_SIZE> reason{};
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason.data());
  curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &receive_body);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, &sink);
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &receive_header);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, &sink);
  set_policy(curl, request, options_);
  set_method(curl, request);
  const CURLcode code = curl_easy_perform(curl);
  const bool is_cut = sink.too_large && request.overlong == Request::Overlong::kCut;
  if ((sink.too_large && !is_cut) || code == CURLE_FILESIZE_EXCEEDED)
    return fail(ErrorCode::kImageTooLarge,
                "The answer is larger than " + std::to_string(request.bytes_max) + " bytes.");
  if (sink.header_bytes > kHeaderBytesMax)
    return fail(ErrorCode::kUnavailable,
                "The answer has more than " + std::to_string(kHeaderBytesMax) + " bytes of header lines.");
  if (code != CURLE_OK && !is_cut) {
    return fail(error_code_of(code, was_connected(curl)),
                std::string(reason.front() ? reason.data() : curl_easy_strerror(code)) + ".");
  }
  long status = 0;
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  sink.response.status = static_cast<int>(status);
  return std::move(sink.response);
}

}  // namespace mien::http_client
