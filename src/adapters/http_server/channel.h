#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "adapters/http_server/body_rate.h"
#include "adapters/http_server/http_server.h"
#include "adapters/http_server/input_buffer.h"
#include "adapters/http_server/stream.h"

namespace mien::http_server {

/// One client's bytes, both ways, and the time that each step may take. All of it on the connection's loop, one
/// operation at a time.
class Channel {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  enum class Got : std::uint8_t { kBytes, kEnd, kTimeout, kFailed };
  struct Received {
    Got got;
    std::size_t bytes = 0;  ///< Above 0 for kBytes.
  };

  /// Borrows `options`.
  Channel(const Options& options, std::unique_ptr<Stream> stream);

  /// Once, before all else.
  Awaitable<Stream::Opening> open();
  /// Reads past input(), which has to be empty.
  Awaitable<Received> read(std::span<char> into);
  /// Reads what comes into input(), which must not be full.
  Awaitable<Got> fill();
  /// `first`, then `second`; false where the client does not take them. Sets the time for it itself.
  Awaitable<bool> write(std::string_view first, std::string_view second) {
    return write(first, second, options_.body_timeout);
  }
  /// The same. @param step  how long the client may take nothing.
  Awaitable<bool> write(std::string_view first, std::string_view second, std::chrono::milliseconds step);
  /// What follows is written as it comes, for a long time perhaps: see Stream.
  void expect_long_answer(std::chrono::milliseconds step) { stream_->expect_long_answer(step); }
  /// Ends our side, and waits until the client has ended its own or had its time for it.
  Awaitable<void> linger();

  InputBuffer& input() { return input_; }
  const InputBuffer& input() const { return input_; }
  /// Whether the client has ended its side: nothing comes that is not in input().
  bool has_ended() const { return ended_; }

  /// By when what is waited for has to be there; ends what counted until then.
  void arm(TimePoint deadline);
  void arm(std::chrono::milliseconds timeout) { arm(std::chrono::steady_clock::now() + timeout); }
  void disarm() { arm(TimePoint::max()); }
  /// Gives a body its time, in which it has to come at its rate: count_body() tells of what comes.
  void arm_for_body();
  void count_body(std::size_t bytes) { body_rate_.add(bytes, std::chrono::steady_clock::now()); }

  /// Ends the operation in progress where its time is over.
  void expire(TimePoint now);
  /// Ends the operation in progress as if its time were over.
  void give_up();
  /// Makes the operation in progress fail.
  void cancel() { stream_->cancel(); }
  void close() { stream_->close(); }

 private:
  const Options& options_;
  std::unique_ptr<Stream> stream_;
  InputBuffer input_;
  TimePoint deadline_ = TimePoint::max();
  BodyRate body_rate_;
  bool expired_ = false;
  bool ended_ = false;
};

}  // namespace mien::http_server
