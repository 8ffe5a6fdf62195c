#pragma once

#include <array>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <utility>

#include "adapters/http_server/long_answer.h"
#include "adapters/http_server/stream.h"

namespace mien::http_server {

using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;

/// A TCP connection as it is. Asio sends with MSG_NOSIGNAL: a client that has gone is an error, never SIGPIPE.
class PlainStream final : public Stream {
 public:
  explicit PlainStream(Socket socket) : socket_(std::move(socket)) {}

  Awaitable<Opening> open() override { co_return Opening::kReady; }

  Awaitable<Transfer> read_some(std::span<char> into) override {
    boost::system::error_code error;
    const std::size_t bytes = co_await socket_.async_read_some(boost::asio::buffer(into.data(), into.size()),
                                                               boost::asio::redirect_error(UseAwaitable{}, error));
    co_return Transfer{bytes, error && error != boost::asio::error::eof};
  }

  Awaitable<Transfer> write_some(std::string_view first, std::string_view second) override {
    const std::array<boost::asio::const_buffer, 2> buffers{boost::asio::buffer(first.data(), first.size()),
                                                           boost::asio::buffer(second.data(), second.size())};
    boost::system::error_code error;
    const std::size_t bytes =
        co_await socket_.async_write_some(buffers, boost::asio::redirect_error(UseAwaitable{}, error));
    co_return Transfer{bytes, error.failed()};
  }

  void expect_long_answer(std::chrono::milliseconds step) override {
    set_for_long_answer(socket_.native_handle(), step);
  }

  Awaitable<void> end_writing() override {
    boost::system::error_code ignored;  // The other side may have gone, which is as good.
    socket_.shutdown(Socket::shutdown_send, ignored);
    co_return;
  }

  void cancel() override {
    boost::system::error_code ignored;  // Fails only on a closed socket.
    socket_.cancel(ignored);
  }

  void close() override {
    boost::system::error_code ignored;  // The descriptor is released in any case.
    socket_.close(ignored);
  }

 private:
  Socket socket_;
};

}  // namespace mien::http_server
