#include "adapters/http_server/wake_up.h"

#include <boost/asio/post.hpp>
#include <exception>

namespace mien::http_server {

void WakeUp::call() noexcept {
  const std::scoped_lock lock(mutex_);
  if (vigil_ == nullptr || posted_) return;
  try {
    boost::asio::post(executor_, [self = shared_from_this()] { self->tell(); });
    posted_ = true;
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
    // Out of memory.
  }
}

void WakeUp::cut() noexcept {
  const std::scoped_lock lock(mutex_);
  vigil_ = nullptr;
}

void WakeUp::tell() {
  Vigil* vigil = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    posted_ = false;
    vigil = vigil_;
  }
  if (vigil != nullptr) vigil->tell();
}

}  // namespace mien::http_server
