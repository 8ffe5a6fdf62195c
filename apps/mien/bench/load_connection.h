#pragma once

#include <netinet/in.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "adapters/posix/descriptor.h"
#include "bench/http_answer.h"

namespace mien::cli {

/// One kept connection of the load generator: sends a request, reads its answer, never blocks. Not thread-safe.
class LoadConnection {
 public:
  using Clock = std::chrono::steady_clock;
  enum class Event : std::uint8_t {
    kNothing,
    kAnswered,  ///< answer() is whole. The request may not have been sent to its end: see can_send().
    kLost,      ///< The connection is gone: open() it again.
  };

  /// Begins to connect, from the loopback address 127.0.0.`source` where source is not 0.
  /// @return false where that fails at once.
  bool open(const sockaddr_in& server, std::uint32_t source);
  int fd() const { return fd_.get(); }

  /// Whether a new request can begin.
  bool can_send() const { return is_connected_ && !waits_ && sent_ == request_.size(); }
  bool waits() const { return waits_; }
  /// @param due  what the answer's latency counts from.
  void begin(std::string_view request, Clock::time_point due);
  Clock::time_point due() const { return due_; }

  /// Goes on with whatever can go on. An answer that came is reported once.
  Event proceed();
  const HttpAnswer& answer() const { return answer_; }

 private:
  bool send_more();
  Event read_more();

  posix::Descriptor fd_{-1};
  bool is_connected_ = false;
  bool waits_ = false;
  std::string_view request_{};
  std::size_t sent_ = 0;
  Clock::time_point due_{};
  HttpAnswer answer_;
};

}  // namespace mien::cli
