#include "adapters/http_server/io_loop.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <exception>
#include <vector>

#include "adapters/http_server/response_head.h"
#include "adapters/http_server/session.h"

namespace mien::http_server {
namespace {

/// Fine enough for the shortest timeout to be an eighth late at most, coarse enough to cost nothing.
std::chrono::milliseconds sweep_interval(const Options& options) {
  const std::chrono::milliseconds shortest =
      std::min({options.header_timeout, options.body_timeout, options.body_rate_window, options.idle_timeout,
                options.linger_timeout, options.linger_total_timeout, options.tls_handshake_timeout,
                options.stream_write_timeout});
  return std::clamp(shortest / 8, std::chrono::milliseconds{2}, std::chrono::milliseconds{250});
}

}  // namespace

IoLoop::IoLoop(const Options& options) : sweep_every_(sweep_interval(options)) {}

void IoLoop::run() {
  for (;;) {
    try {
      context_.run();
      return;
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
      // Of the one handler that threw nothing is left to do.
    }
  }
}

void IoLoop::add(Session& session) {
  sessions_.insert(&session);
  if (sweeping_) return;
  sweeping_ = true;
  try {
    boost::asio::co_spawn(executor(), sweep(), boost::asio::detached);
  } catch (...) {
    sweeping_ = false;
    throw;
  }
}

void IoLoop::drain() {
  draining_ = true;
  for (Session* session : sessions_) session->drain();
}

void IoLoop::close_sessions() {
  for (Session* session : sessions_) session->close();
}

Awaitable<void> IoLoop::sweep() {
  // However it ends, which may be for want of memory: the next session starts it again.
  struct Sweeping {
    bool& flag;
    ~Sweeping() { flag = false; }
  } const sweeping{sweeping_};
  try {
    Timer timer(executor());
    while (!sessions_.empty()) {
      timer.expires_after(sweep_every_);
      boost::system::error_code ignored;  // Nobody cancels it.
      co_await timer.async_wait(boost::asio::redirect_error(UseAwaitable{}, ignored));
      const auto now = std::chrono::steady_clock::now();
      for (Session* session : sessions_) session->expire(now);
    }
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // Out of memory.
  }
}

std::string_view IoLoop::date() {
  if (const std::time_t now = std::time(nullptr); now != date_seconds_) {
    date_ = http_date(now);
    date_seconds_ = now;
  }
  return date_;
}

}  // namespace mien::http_server
