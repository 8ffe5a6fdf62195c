#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/patience.h"
#include "ports/body_stream.h"

namespace mien {

struct HttpHeader {
  std::string name;   ///< As sent; compare with HttpHead::header, which ignores case.
  std::string value;  ///< Without leading and trailing blanks.
};

/// Request line and headers.
struct HttpHead {
  std::string method;
  std::string target;  ///< As sent: path and query, still percent-encoded.
  std::vector<HttpHeader> headers;
  std::string remote_address;

  /// First header of that name, ignoring case; nullopt where there is none.
  std::optional<std::string_view> header(std::string_view name) const;
  /// The target up to '?', and what follows it (empty where nothing does).
  std::string_view path() const;
  std::string_view query() const;
  /// Content-Length; nullopt where there is none, or none that is a number, which is the server's to refuse.
  std::optional<std::size_t> announced_length() const;
};

struct HttpRequest {
  HttpHead head;
  std::string body;
  Patience patience{};  ///< Ends when the client leaves, or when the time for an answer is over.
};

struct HttpResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string body;
  /// What follows bit by bit, in place of a body. Nobody else uses it once the answer is given.
  std::shared_ptr<BodyStream> stream{};
  /// How many bytes the stream has, where that is known: a client is told beforehand, and one that gets fewer sees its
  /// connection end. Such a stream ends by itself and in time, as a body does.
  std::optional<std::uint64_t> stream_bytes{};
};

/// What an HTTP server calls. Thread-safe: requests come from many threads at once.
class HttpHandler {
 public:
  /// Whether a request's body is worth reading: how much of it, or the answer that it gets without being read.
  struct Admission {
    std::size_t body_bytes_max = 0;
    std::optional<HttpResponse> refusal{};
    /// The headers alone prove that an owner of a key sent them. Others may say so only, and share part of the memory.
    bool sender_is_proven = false;
    /// The headers do not even name a key; such senders share a smaller part.
    bool sender_is_stranger = false;
    /// A refusal that says nothing against the client, which may ask again: the connection stays, and the body is
    /// thrown away as it comes.
    bool keeps_connection = false;
  };

  virtual ~HttpHandler() = default;
  /// Called when the headers are there, before any of the body is read, on the thread of all sockets; quick, never
  /// blocks.
  virtual Admission admit(const HttpHead& head) = 0;
  /// The answer to a whole request. May block on the engine and the store.
  virtual HttpResponse handle(const HttpRequest& request) = 0;
  /// The answer for trouble that the server itself finds: 400 malformed, 408 too slow, 411/413 body, 431 headers,
  /// 503 too many connections or streams, or a full queue. `head` is what was read of the request; empty fields where
  /// nothing was.
  virtual HttpResponse refuse(const HttpHead& head, int status, std::string_view reason) = 0;
};

}  // namespace mien
