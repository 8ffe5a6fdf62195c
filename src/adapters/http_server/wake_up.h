#pragma once

#include <memory>
#include <mutex>

#include "adapters/http_server/stream.h"
#include "adapters/http_server/vigil.h"

namespace mien::http_server {

/// Lets any thread tell a vigil, for as long as whoever keeps it allows. Shared by the two sides.
class WakeUp : public std::enable_shared_from_this<WakeUp> {
 public:
  /// Borrows `vigil` until cut().
  WakeUp(const Executor& executor, Vigil& vigil) : executor_(executor), vigil_(&vigil) {}
  WakeUp(const WakeUp&) = delete;
  WakeUp& operator=(const WakeUp&) = delete;

  /// Has the loop tell the vigil. From any thread. Where there is no memory for that it does nothing; the next call
  /// tries again.
  void call() noexcept;
  /// On the loop, or once its thread has ended: no call reaches vigil or loop any more.
  void cut() noexcept;

 private:
  void tell();

  std::mutex mutex_;  ///< Guards all below.
  Executor executor_;
  Vigil* vigil_;
  bool posted_ = false;  ///< The loop has not come to it yet.
};

}  // namespace mien::http_server
