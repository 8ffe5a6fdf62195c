#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "adapters/http_server/plain_stream.h"
#include "adapters/http_server/stream.h"
#include "adapters/http_server/tls_bio.h"

struct ssl_st;  // OpenSSL's SSL.
struct ssl_ctx_st;

namespace mien::http_server {

/// A TCP connection that speaks TLS. The library reads and writes the socket itself, where it does not block, and the
/// event loop waits where it would: no byte is copied between the two, and an idle connection holds no buffers.
///
/// The end of the other side's half counts as one only where it says so (close_notify); a connection that was cut off
/// is a failure, so that nobody in between can make a request look complete. Of an answer that was not written whole we
/// send no close_notify either.
class TlsStream final : public Stream {
 public:
  /// Null where there is no memory for it.
  static std::unique_ptr<TlsStream> make(Socket socket, ssl_ctx_st& context);
  ~TlsStream() override;
  TlsStream(const TlsStream&) = delete;
  TlsStream& operator=(const TlsStream&) = delete;

  /// The handshake. Whoever speaks plain HTTP instead is told so, and the stream is then plain.
  Awaitable<Opening> open() override;
  Awaitable<Transfer> read_some(std::span<char> into) override;
  Awaitable<Transfer> write_some(std::string_view first, std::string_view second) override;
  void expect_long_answer(std::chrono::milliseconds step) override;
  /// close_notify, then the end of our half of the TCP connection. What is read afterwards is not decrypted any more.
  Awaitable<void> end_writing() override;
  void cancel() override;
  void close() override;

 private:
  enum class Step : std::uint8_t {
    kDone,
    kEnd,       ///< The other side sent close_notify.
    kReadable,  ///< Go on once there is something to read.
    kWritable,
    kLater,  ///< Go on, but let others have their turn before.
    kFailed,
  };
  struct FreeSsl {
    void operator()(ssl_st* ssl) const;
  };

  explicit TlsStream(Socket socket);

  /// Calls the library, and says what its return value means. A failure is final.
  template <class Call>
  Step attempt(Call&& call);
  /// False where the operation was cancelled, or the socket is gone.
  Awaitable<bool> wait(Step step);
  /// The first byte of the connection, left where it is; nullopt where none came.
  Awaitable<std::optional<unsigned char>> peek();
  /// Tells the other side in good order that nothing more comes, where that is true and takes no waiting.
  void say_goodbye();

  Socket socket_;
  TlsTurn turn_;  ///< Of the library's calls on the socket.
  std::unique_ptr<ssl_st, FreeSsl> ssl_;
  std::optional<PlainStream> plain_;  ///< Has the socket from when it is no longer, or never was, encrypted.
  bool cancelled_ = false;            ///< The operation in progress.
  bool broken_ = false;               ///< The library must not be called any more.
  bool unfinished_ = false;           ///< A part of what was to be written has not been.
};

}  // namespace mien::http_server
