#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "adapters/http_server/tls.h"
#include "core/limits.h"
#include "core/result.h"
#include "ports/http.h"

namespace mien::http_server {

/// The defaults are the service's own; tests shrink them.
struct Options {
  std::string address = "127.0.0.1";    ///< An IPv4 or IPv6 address, not a name. `::` listens on both.
  std::uint16_t port = 0;               ///< 0 picks a free one.
  std::size_t io_threads = 1;           ///< One serves more requests than the handlers behind it can answer.
  std::size_t handler_threads = 16;     ///< More than cores: handlers wait for the engine and the store.
  std::size_t handler_queue_max = 256;  ///< Whole requests that wait for a handler thread.

  std::size_t connections_max = limits::kConnectionsMax;
  /// An IPv6 network of 64 bits counts as one address, since one host may use all of it.
  std::size_t connections_per_address_max = limits::kConnectionsPerAddressMax;
  std::size_t streams_max = limits::kStreamsMax;  ///< Answers that come bit by bit, at one time.
  std::size_t streams_per_address_max = limits::kStreamsPerAddressMax;
  std::size_t header_bytes_max = limits::kHeaderBytesMax;
  std::size_t headers_max = limits::kHeadersMax;
  std::size_t target_bytes_max = limits::kTargetBytesMax;
  /// Bodies held in memory at once, all connections together; a request beyond it is refused with 503.
  std::size_t bodies_bytes_max = limits::kBodiesBytesMax;
  std::size_t bodies_bytes_per_address_max = limits::kBodiesBytesPerAddressMax;  ///< The same of one address.
  std::size_t bodies_bytes_unproven_max = limits::kBodiesBytesUnprovenMax;       ///< The same of unproven senders.
  std::size_t bodies_bytes_strangers_max = limits::kBodiesBytesStrangersMax;     ///< And of strangers among them.
  std::size_t body_bytes_per_second_min = limits::kBodyBytesPerSecondMin;

  std::chrono::milliseconds header_timeout = limits::kHeaderTimeout;  ///< From the first byte to the last.
  std::chrono::milliseconds body_timeout = limits::kBodyTimeout;      ///< For a whole body; for each step of an answer.
  /// How far a body may be behind body_bytes_per_second_min.
  std::chrono::milliseconds body_rate_window = limits::kBodyRateWindow;
  std::chrono::milliseconds idle_timeout = limits::kIdleTimeout;
  std::chrono::milliseconds answer_timeout = limits::kAnswerTimeout;             ///< The patience of a whole request.
  std::chrono::milliseconds stream_write_timeout = limits::kStreamWriteTimeout;  ///< For each step of a stream.
  /// How long a connection that we close waits, quiet, for the client to close it too: closing at once while the client
  /// still sends would reset the connection and lose the answer.
  std::chrono::milliseconds linger_timeout = limits::kLingerTimeout;
  std::chrono::milliseconds linger_total_timeout = limits::kLingerTotalTimeout;  ///< The same, quiet or not.
  std::size_t linger_bytes_max = limits::kJsonTwoImagesBodyBytesMax;
  std::chrono::milliseconds drain_timeout = limits::kDrainTimeout;

  std::shared_ptr<const Tls> tls{};  ///< Empty: plain HTTP.
  std::chrono::milliseconds tls_handshake_timeout = limits::kTlsHandshakeTimeout;
};

/// HTTP/1.1 and 1.0 over TCP or TLS, for clients that nobody trusts. One object serves one listening socket once:
/// listen, run, stop, destroy. The destructor waits for handlers that are still running, since nothing can interrupt
/// them.
class HttpServer {
 public:
  /// Connections are accepted from here on, and served once run() is called. Borrows `handler`.
  /// @errors kInvalidArgument  the address is not one, or an option is out of range.
  /// @errors kUnavailable      the port is in use or forbidden, or the address is not this machine's.
  static Result<std::unique_ptr<HttpServer>> listen(Options options, HttpHandler& handler);

  virtual ~HttpServer() = default;
  /// Serves until stop() is called and the requests in progress are answered, or drain_timeout is over.
  virtual void run() = 0;
  /// Callable from any thread, more than once, before run() too; returns at once.
  virtual void stop() = 0;
  /// Where it listens: the numeric address, and the port that was picked for port 0.
  virtual const std::string& address() const = 0;
  virtual std::uint16_t port() const = 0;
  /// Handlers at work now. Above zero after run() means that draining took too long and the destructor will block.
  virtual std::size_t handlers_running() const = 0;
  /// Open now, without those that are only told that there are too many.
  virtual std::size_t connections() const = 0;
  /// Answers that come bit by bit and have not ended.
  virtual std::size_t streams() const = 0;
};

}  // namespace mien::http_server
