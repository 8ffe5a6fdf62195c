#include "adapters/http_server/tls_stream.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <string>

#include "core/limits.h"

namespace mien::http_server {
namespace {

constexpr unsigned char kHandshakeRecord = 22;  ///< What every TLS connection begins with.

bool is_letter(unsigned char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

}  // namespace

void TlsStream::FreeSsl::operator()(ssl_st* ssl) const { SSL_free(ssl); }

TlsStream::TlsStream(Socket socket) : socket_(std::move(socket)) { turn_.socket = socket_.native_handle(); }

std::unique_ptr<TlsStream> TlsStream::make(Socket socket, ssl_ctx_st& context) {
  boost::system::error_code error;
  socket.non_blocking(true, error);
  if (error) return nullptr;
  std::unique_ptr<TlsStream> stream(new TlsStream(std::move(socket)));
  stream->ssl_.reset(SSL_new(&context));
  if (!stream->ssl_) return nullptr;
  BIO* const bio = make_tls_bio(stream->turn_);
  if (bio == nullptr) return nullptr;
  SSL_set_bio(stream->ssl_.get(), bio, bio);
  SSL_set_accept_state(stream->ssl_.get());
  return stream;
}

TlsStream::~TlsStream() { say_goodbye(); }

void TlsStream::say_goodbye() {
  if (plain_ || broken_ || unfinished_ || !ssl_ || !socket_.is_open()) return;
  if (SSL_is_init_finished(ssl_.get()) == 0) return;
  turn_.begin();
  static_cast<void>(attempt([this] { return SSL_shutdown(ssl_.get()) >= 0 ? 1 : -1; }));
  broken_ = true;  // Once only.
}

template <class Call>
TlsStream::Step TlsStream::attempt(Call&& call) {
  if (broken_) return Step::kFailed;
  ERR_clear_error();  // The library looks for its errors in what other calls of this thread may have left.
  turn_.is_over = false;
  const int returned = call();
  if (returned == 1) return Step::kDone;
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_ZERO_RETURN:
      return Step::kEnd;
    case SSL_ERROR_WANT_READ:
      return turn_.is_over ? Step::kLater : Step::kReadable;
    case SSL_ERROR_WANT_WRITE:
      return turn_.is_over ? Step::kLater : Step::kWritable;
    default:
      ERR_clear_error();
      broken_ = true;
      return Step::kFailed;
  }
}

Awaitable<bool> TlsStream::wait(Step step) {
  boost::system::error_code error;
  if (step == Step::kLater)
    co_await boost::asio::post(socket_.get_executor(), UseAwaitable{});
  else if (step == Step::kReadable || step == Step::kWritable)
    co_await socket_.async_wait(step == Step::kReadable ? Socket::wait_read : Socket::wait_write,
                                boost::asio::redirect_error(UseAwaitable{}, error));
  else
    co_return false;
  turn_.begin();
  co_return !error && !cancelled_;
}

Awaitable<std::optional<unsigned char>> TlsStream::peek() {
  for (;;) {
    unsigned char first = 0;
    const ssize_t got = ::recv(turn_.socket, &first, 1, MSG_PEEK);
    if (got == 1) co_return first;
    if (got == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) co_return std::nullopt;
    const bool goes_on = co_await wait(Step::kReadable);
    if (!goes_on) co_return std::nullopt;
  }
}

Awaitable<Stream::Opening> TlsStream::open() {
  cancelled_ = false;
  const std::optional<unsigned char> first = co_await peek();
  if (!first) co_return Opening::kFailed;
  if (*first != kHandshakeRecord) {
    if (!is_letter(*first)) co_return Opening::kFailed;
    plain_.emplace(std::move(socket_));
    co_return Opening::kPlainHttp;
  }
  for (;;) {
    const Step step = attempt([this] { return SSL_accept(ssl_.get()); });
    if (step == Step::kDone) co_return Opening::kReady;
    const bool goes_on = co_await wait(step);
    if (!goes_on) co_return Opening::kFailed;
  }
}

Awaitable<Stream::Transfer> TlsStream::read_some(std::span<char> into) {
  if (plain_) co_return co_await plain_->read_some(into);
  cancelled_ = false;
  for (;;) {
    std::size_t bytes = 0;
    const Step step = attempt([&] { return SSL_read_ex(ssl_.get(), into.data(), into.size(), &bytes); });
    if (step == Step::kDone) co_return Transfer{bytes, false};
    if (step == Step::kEnd) co_return Transfer{0, false};
    const bool goes_on = co_await wait(step);
    if (!goes_on) co_return Transfer{0, true};
  }
}

Awaitable<Stream::Transfer> TlsStream::write_some(std::string_view first, std::string_view second) {
  if (plain_) co_return co_await plain_->write_some(first, second);
  cancelled_ = false;
  unfinished_ = true;
  // One record, and mostly one packet, for an answer's head and the beginning of its body. The rest is encrypted from
  // where it lies.
  std::string joined;
  std::string_view out = first.empty() ? second : first;
  if (!first.empty() && !second.empty()) {
    joined.reserve(std::min(first.size() + second.size(), limits::kTlsRecordBytesMax));
    joined.append(first.substr(0, limits::kTlsRecordBytesMax));
    joined.append(second.substr(0, limits::kTlsRecordBytesMax - joined.size()));
    out = joined;
  }
  for (;;) {
    std::size_t bytes = 0;
    const Step step = attempt([&] { return SSL_write_ex(ssl_.get(), out.data(), out.size(), &bytes); });
    if (step == Step::kDone) {
      unfinished_ = bytes < first.size() + second.size();
      co_return Transfer{bytes, false};
    }
    const bool goes_on = co_await wait(step);
    if (goes_on) continue;
    broken_ = true;  // A record of it may be half sent.
    co_return Transfer{0, true};
  }
}

void TlsStream::expect_long_answer(std::chrono::milliseconds step) {
  if (plain_) return plain_->expect_long_answer(step);
  set_for_long_answer(turn_.socket, step);
}

Awaitable<void> TlsStream::end_writing() {
  if (!plain_) {
    cancelled_ = false;
    for (;;) {
      // 0: ours is sent and theirs has not come, for which nobody waits.
      const Step step = attempt([this] { return SSL_shutdown(ssl_.get()) >= 0 ? 1 : -1; });
      if (step == Step::kDone) break;
      const bool goes_on = co_await wait(step);
      if (!goes_on) break;
    }
    plain_.emplace(std::move(socket_));
  }
  co_await plain_->end_writing();
}

void TlsStream::cancel() {
  cancelled_ = true;
  if (plain_) return plain_->cancel();
  boost::system::error_code ignored;  // Fails only on a closed socket.
  socket_.cancel(ignored);
}

void TlsStream::close() {
  if (plain_) return plain_->close();
  say_goodbye();
  boost::system::error_code ignored;  // The descriptor is released in any case.
  socket_.close(ignored);
}

}  // namespace mien::http_server
