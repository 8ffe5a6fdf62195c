#pragma once

#include "adapters/http_server/channel.h"
#include "adapters/http_server/io_loop.h"
#include "adapters/http_server/stream.h"

namespace mien::http_server {

/// Where a session's coroutine waits for what another thread does, and listens meanwhile whether the client is still
/// there. All of it on the session's loop.
class Vigil {
 public:
  explicit Vigil(const Executor& executor) : wakes_(executor, Channel::TimePoint::max()) {}
  Vigil(const Vigil&) = delete;
  Vigil& operator=(const Vigil&) = delete;

  /// Forgets what was told before.
  void begin() { told_ = false; }
  /// Ends the wait in progress, or the next one.
  void tell();
  /// Until it is told, which gives true, or the client ends its side. What a client pipelines is read ahead.
  Awaitable<bool> wait(Channel& channel);
  /// Until it is told.
  Awaitable<void> wait();

 private:
  Timer wakes_;                 ///< Never expires: cancelled by tell().
  Channel* reading_ = nullptr;  ///< Where the client is listened to at this moment.
  bool told_ = false;
};

}  // namespace mien::http_server
