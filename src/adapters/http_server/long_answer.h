#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <chrono>

namespace mien::http_server {

/// Sets a TCP socket for an answer that goes on for long. The system keeps at most this much that was sent and not yet
/// received; else it would keep megabytes for each client that does not read. And it ends the connection where nothing
/// of it is received for `step`: a client whose network is gone says no goodbye.
inline void set_for_long_answer(int socket, std::chrono::milliseconds step) {
  // Only memory and time depend on them, so that nothing follows where one cannot be set.
  constexpr int kUnreceivedBytesMax = 64 * 1024;
  static_cast<void>(::setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &kUnreceivedBytesMax, sizeof kUnreceivedBytesMax));
  const auto step_ms = static_cast<unsigned int>(step.count());
  static_cast<void>(::setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &step_ms, sizeof step_ms));
}

}  // namespace mien::http_server
