#include "adapters/http_server/vigil.h"

#include <boost/asio/redirect_error.hpp>

namespace mien::http_server {

void Vigil::tell() {
  told_ = true;
  if (reading_ != nullptr)
    reading_->cancel();
  else
    wakes_.cancel();
}

Awaitable<bool> Vigil::wait(Channel& channel) {
  while (!told_ && !channel.input().is_full()) {
    reading_ = &channel;
    const Channel::Got got = co_await channel.fill();
    reading_ = nullptr;
    if (got != Channel::Got::kBytes && !told_) co_return false;
  }
  if (!told_) co_await wait();
  co_return true;
}

Awaitable<void> Vigil::wait() {
  while (!told_) {
    boost::system::error_code ignored;  // Cancelled, which is what it waits for.
    co_await wakes_.async_wait(boost::asio::redirect_error(UseAwaitable{}, ignored));
  }
}

}  // namespace mien::http_server
