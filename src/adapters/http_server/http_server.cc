#include "adapters/http_server/http_server.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <exception>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/http_server/connection_limits.h"
#include "adapters/http_server/handler_pool.h"
#include "adapters/http_server/io_loop.h"
#include "adapters/http_server/plain_stream.h"
#include "adapters/http_server/session.h"
#include "adapters/http_server/tls_stream.h"

namespace mien::http_server {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Tcp, Executor>;

constexpr std::chrono::milliseconds kAcceptPause{20};

AddressBytes bytes_of(const asio::ip::address& address) {
  return (address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()) : address.to_v6())
      .to_bytes();
}

std::string text_of(const asio::ip::address& address) {
  if (address.is_v6() && address.to_v6().is_v4_mapped())
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  return address.to_string();
}

std::string text_of(const Tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

std::unexpected<Error> cannot_listen(const Tcp::endpoint& endpoint, const error_code& error) {
  const std::string where = text_of(endpoint);
  if (error == asio::error::address_in_use)
    return fail(ErrorCode::kUnavailable, "cannot listen on " + where + ": the port is in use");
  if (error == asio::error::access_denied)
    return fail(ErrorCode::kUnavailable, "cannot listen on " + where + ": not permitted");
  if (error == boost::system::errc::address_not_available)
    return fail(ErrorCode::kUnavailable, "cannot listen on " + where + ": not an address of this machine");
  return fail(ErrorCode::kUnavailable, "cannot listen on " + where + ": " + error.message());
}

Result<void> check(const Options& options) {
  const auto positive = [](auto... values) { return ((values > decltype(values){}) && ...); };
  const bool usable =
      positive(options.io_threads, options.handler_threads, options.handler_queue_max, options.header_bytes_max,
               options.body_bytes_per_second_min) &&
      positive(options.header_timeout, options.body_timeout, options.body_rate_window, options.idle_timeout,
               options.answer_timeout, options.linger_timeout, options.linger_total_timeout, options.drain_timeout,
               options.stream_write_timeout, options.tls_handshake_timeout);
  if (usable) return {};
  return fail(ErrorCode::kInvalidArgument,
              "a number of threads, a size or a timeout of the HTTP server is not above 0");
}

/// Of TLS nothing can be read before a whole record is there: so much a slow body may be further behind.
Options with_room_for_records(Options options) {
  if (options.tls)
    options.body_rate_window +=
        std::chrono::milliseconds(limits::kTlsRecordBytesMax * 1000 / options.body_bytes_per_second_min);
  return options;
}

class Server final : public HttpServer {
 public:
  Server(Options options, HttpHandler& handler)
      : options_(with_room_for_records(std::move(options))),
        handler_(handler),
        limits_(options_.connections_max, options_.connections_per_address_max),
        streams_(options_.streams_max, options_.streams_per_address_max),
        bodies_({.all = options_.bodies_bytes_max,
                 .per_address = options_.bodies_bytes_per_address_max,
                 .unproven = options_.bodies_bytes_unproven_max,
                 .strangers = options_.bodies_bytes_strangers_max}),
        pool_(options_.handler_threads, options_.handler_queue_max) {
    for (std::size_t i = 0; i < options_.io_threads; ++i) loops_.push_back(std::make_unique<IoLoop>(options_));
    acceptor_.emplace(loops_.front()->executor());
  }

  ~Server() override {
    end_loops();
    // Handlers still use sessions, and sessions their loops.
    pool_.stop();
    acceptor_.reset();
    loops_.clear();
  }

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  Result<void> open(const Tcp::endpoint& endpoint) {
    error_code error;
    acceptor_->open(endpoint.protocol(), error);
    // So that a restart need not wait for the connections of the last run to be forgotten.
    if (!error) acceptor_->set_option(Acceptor::reuse_address(true), error);
    if (!error && endpoint.address().is_v6()) acceptor_->set_option(asio::ip::v6_only(false), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(Acceptor::max_listen_connections, error);
    if (error) return cannot_listen(endpoint, error);
    const Tcp::endpoint bound = acceptor_->local_endpoint(error);
    if (error) return cannot_listen(endpoint, error);
    address_ = bound.address().to_string();
    port_ = bound.port();
    for (auto& loop : loops_) threads_.emplace_back([&running = *loop] { running.run(); });
    return {};
  }

  void run() override {
    begin_to_accept();
    limits_.wait_for_stop();
    const auto deadline = std::chrono::steady_clock::now() + options_.drain_timeout;
    asio::post(loops_.front()->executor(), [this] {
      error_code ignored;  // The descriptor is released in any case.
      acceptor_->close(ignored);
    });
    for (auto& loop : loops_) asio::post(loop->executor(), [&draining = *loop] { draining.drain(); });
    limits_.wait_until_empty(deadline);
    end_loops();
    // A handler's thread is done a moment after its answer was sent; it does not count as unfinished.
    pool_.wait_until_idle(deadline);
  }

  void stop() override { limits_.request_stop(); }
  const std::string& address() const override { return address_; }
  std::uint16_t port() const override { return port_; }
  std::size_t handlers_running() const override { return pool_.running(); }
  std::size_t connections() const override { return limits_.served(); }
  std::size_t streams() const override { return streams_.served(); }

 private:
  void end_loops() {
    for (auto& loop : loops_) loop->stop();
    threads_.clear();
    // What the loops held has no other thread now.
    error_code ignored;
    acceptor_->close(ignored);
    for (auto& loop : loops_) loop->close_sessions();
    pool_.discard_queued();
  }

  /// Without a coroutine that accepts the server would be deaf.
  void begin_to_accept() {
    while (acceptor_ && acceptor_->is_open() && !loops_.front()->stopped()) {
      try {
        asio::co_spawn(loops_.front()->executor(), accept(), asio::detached);
        return;
      } catch (const std::bad_alloc&) {
        std::this_thread::sleep_for(kAcceptPause);
      }
    }
  }

  /// Goes on after whatever fails; and where Asio ends it, because there is no memory for its next operation, it begins
  /// anew.
  Awaitable<void> accept() {
    struct Successor {
      Server& server;
      ~Successor() { server.begin_to_accept(); }
    } const successor{*this};
    Timer pause(loops_.front()->executor());
    bool failed = false;
    for (std::size_t turn = 0; acceptor_->is_open(); ++turn) {
      try {
        if (failed) {
          // Out of descriptors or memory: trying again at once would only burn the processor.
          error_code ignored;  // Nobody cancels it.
          pause.expires_after(kAcceptPause);
          co_await pause.async_wait(asio::redirect_error(UseAwaitable{}, ignored));
        }
        failed = co_await accept_one(*loops_[turn % loops_.size()]) == Accepted::kFailed;
      } catch (const std::exception&) {
        failed = true;
      }
    }
  }

  enum class Accepted : std::uint8_t { kYes, kFailed };
  Awaitable<Accepted> accept_one(IoLoop& loop) {
    Socket socket(loop.executor());
    Tcp::endpoint client;
    error_code error;
    co_await acceptor_->async_accept(socket, client, asio::redirect_error(UseAwaitable{}, error));
    if (error) co_return Accepted::kFailed;
    welcome(loop, std::move(socket), client.address());
    co_return Accepted::kYes;
  }

  void welcome(IoLoop& loop, Socket socket, const asio::ip::address& client) {
    ConnectionLimits::Slot slot = limits_.take(bytes_of(client));
    if (slot.verdict() == ConnectionLimits::Verdict::kDrop) return;
    error_code ignored;  // Only speed depends on it.
    socket.set_option(Tcp::no_delay(true), ignored);
    auto stream = make_stream(std::move(socket));
    if (!stream) return;  // Out of memory: the client may come again.
    auto session = std::make_shared<Session>(service_, loop, std::move(stream), std::move(slot), text_of(client));
    asio::co_spawn(loop.executor(), Session::serve(std::move(session)), asio::detached);
  }

  std::unique_ptr<Stream> make_stream(Socket socket) {
    if (!options_.tls) return std::make_unique<PlainStream>(std::move(socket));
    return TlsStream::make(std::move(socket), *options_.tls->context());
  }

  const Options options_;
  HttpHandler& handler_;
  ConnectionLimits limits_;
  ConnectionLimits streams_;
  ByteBudget bodies_;
  HandlerPool pool_;
  const Service service_{options_, handler_, pool_, bodies_, streams_};
  std::vector<std::unique_ptr<IoLoop>> loops_;
  std::optional<Acceptor> acceptor_;  ///< On the first loop.
  std::vector<std::jthread> threads_;
  std::string address_;
  std::uint16_t port_ = 0;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> HttpServer::listen(Options options, HttpHandler& handler) {
  MIEN_TRY_VOID(check(options));
  error_code error;
  const auto address = asio::ip::make_address(options.address, error);
  if (error)
    return fail(ErrorCode::kInvalidArgument, "cannot listen on '" + options.address + "': not an IPv4 or IPv6 address");
  const Tcp::endpoint endpoint(address, options.port);
  try {
    auto server = std::make_unique<Server>(std::move(options), handler);
    MIEN_TRY_VOID(server->open(endpoint));
    return server;
  } catch (const std::exception& exception) {
    return fail(ErrorCode::kUnavailable, "cannot listen on " + text_of(endpoint) + ": out of resources",
                exception.what());
  }
}

}  // namespace mien::http_server
