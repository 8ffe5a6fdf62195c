#pragma once

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <ctime>
#include <string>
#include <string_view>
#include <unordered_set>

#include "adapters/http_server/http_server.h"
#include "adapters/http_server/stream.h"

namespace mien::http_server {

class Session;

using Timer = boost::asio::basic_waitable_timer<std::chrono::steady_clock,
                                                boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

/// One io thread's event loop and the sessions that live on it. Each session stays on its loop, so that sessions need
/// no locks. All but run() and stop() belongs on the loop's thread, or to anybody once that thread has ended.
class IoLoop {
 public:
  explicit IoLoop(const Options& options);
  IoLoop(const IoLoop&) = delete;
  IoLoop& operator=(const IoLoop&) = delete;

  Executor executor() { return context_.get_executor(); }
  /// Until stop() is called. Where there is no memory for an operation that a coroutine begins, Asio destroys the
  /// coroutine, and what it was for ends with it; all else goes on.
  void run();
  void stop() { context_.stop(); }
  bool stopped() const { return context_.stopped(); }

  void add(Session& session);
  void remove(Session& session) { sessions_.erase(&session); }
  /// From here on no session waits for another request.
  void drain();
  bool draining() const { return draining_; }
  void close_sessions();
  /// Now, for the Date header.
  std::string_view date();

 private:
  /// Ends what has run out of time. One sweep for all sessions instead of a timer for each: deadlines move with every
  /// read and write, and moving one then costs nothing.
  Awaitable<void> sweep();

  const std::chrono::milliseconds sweep_every_;
  std::unordered_set<Session*> sessions_;
  bool sweeping_ = false;
  bool draining_ = false;
  std::time_t date_seconds_ = -1;
  std::string date_;
  boost::asio::io_context context_{1};  ///< After the sessions' set: it destroys them, and they leave the set.
  boost::asio::executor_work_guard<Executor> work_{context_.get_executor()};
};

}  // namespace mien::http_server
