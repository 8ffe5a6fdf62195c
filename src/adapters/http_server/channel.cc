#include "adapters/http_server/channel.h"

#include <algorithm>
#include <utility>

namespace mien::http_server {

Channel::Channel(const Options& options, std::unique_ptr<Stream> stream)
    : options_(options),
      stream_(std::move(stream)),
      input_(options.header_bytes_max),
      body_rate_(options.body_bytes_per_second_min, options.body_rate_window) {}

Awaitable<Stream::Opening> Channel::open() {
  arm(options_.tls_handshake_timeout);
  return stream_->open();
}

void Channel::arm(TimePoint deadline) {
  deadline_ = deadline;
  body_rate_.end();
  expired_ = false;
}

void Channel::arm_for_body() {
  arm(options_.body_timeout);
  body_rate_.begin(std::chrono::steady_clock::now());
}

void Channel::expire(TimePoint now) {
  if (now < deadline_ && !body_rate_.is_late(now)) return;
  disarm();
  give_up();
}

void Channel::give_up() {
  expired_ = true;
  stream_->cancel();
}

Awaitable<Channel::Received> Channel::read(std::span<char> into) {
  // The time may have run out between two operations, when there was none to cancel.
  if (expired_) co_return Received{Got::kTimeout};
  // Asio tells of an end once: a second read would wait for an edge that never comes, and hold the connection.
  if (ended_) co_return Received{Got::kEnd};
  const Stream::Transfer received = co_await stream_->read_some(into);
  if (received.bytes > 0) co_return Received{Got::kBytes, received.bytes};
  ended_ = !received.failed;
  if (ended_) co_return Received{Got::kEnd};
  co_return Received{expired_ ? Got::kTimeout : Got::kFailed};
}

Awaitable<Channel::Got> Channel::fill() {
  const Received received = co_await read(input_.space());
  input_.add(received.bytes);
  co_return received.got;
}

Awaitable<bool> Channel::write(std::string_view first, std::string_view second, std::chrono::milliseconds step) {
  const auto now = std::chrono::steady_clock::now();
  const auto all =
      now + step + std::chrono::seconds((first.size() + second.size()) / options_.body_bytes_per_second_min);
  arm(now + step);
  for (;;) {
    const Stream::Transfer sent = co_await stream_->write_some(first, second);
    if (sent.failed) co_return false;
    const std::size_t of_first = std::min(sent.bytes, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(sent.bytes - of_first);
    if (first.empty() && second.empty()) co_return true;
    if (expired_) co_return false;
    arm(std::min(all, std::chrono::steady_clock::now() + step));
  }
}

Awaitable<void> Channel::linger() {
  co_await stream_->end_writing();
  const auto all = std::chrono::steady_clock::now() + options_.linger_total_timeout;
  std::size_t bytes_left = options_.linger_bytes_max;
  for (;;) {
    arm(std::min(all, std::chrono::steady_clock::now() + options_.linger_timeout));
    input_.consume(input_.bytes().size());
    const Received received = co_await read(input_.space());
    if (received.got != Got::kBytes || received.bytes >= bytes_left) co_return;
    bytes_left -= received.bytes;
  }
}

}  // namespace mien::http_server
