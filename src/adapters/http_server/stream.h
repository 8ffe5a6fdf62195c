#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mien::http_server {

/// Bound to the loop's own executor: the type-erased default costs a virtual call and an allocation per operation.
using Executor = boost::asio::io_context::executor_type;
template <class T>
using Awaitable = boost::asio::awaitable<T, Executor>;
using UseAwaitable = boost::asio::use_awaitable_t<Executor>;

/// One connection's bytes. All of it on the connection's loop, one operation at a time; the one place where plain and
/// encrypted connections differ.
class Stream {
 public:
  struct Transfer {
    std::size_t bytes = 0;  ///< 0 without `failed`: the other side has ended its half.
    bool failed = false;
  };

  enum class Opening : std::uint8_t {
    kReady,
    kPlainHttp,  ///< The client speaks HTTP where TLS is wanted; the stream is plain, and it can be told so.
    kFailed,
  };

  virtual ~Stream() = default;
  /// Once, before all else: what both sides have to agree on before the first byte.
  virtual Awaitable<Opening> open() = 0;
  virtual Awaitable<Transfer> read_some(std::span<char> into) = 0;
  /// Some of `first`, and then of `second`; not both empty.
  virtual Awaitable<Transfer> write_some(std::string_view first, std::string_view second) = 0;
  /// From here on little is kept that the client has not taken, and a client that cannot be reached any more is found
  /// out. @param step  how long it may take nothing of what was sent.
  virtual void expect_long_answer(std::chrono::milliseconds step) = 0;
  /// Tells the other side that nothing more comes. What is read afterwards is good for nothing but to be counted.
  virtual Awaitable<void> end_writing() = 0;
  /// Makes the operation in progress fail.
  virtual void cancel() = 0;
  virtual void close() = 0;
};

}  // namespace mien::http_server
