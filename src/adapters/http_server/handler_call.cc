#include "adapters/http_server/handler_call.h"

#include <boost/asio/post.hpp>
#include <new>
#include <string>
#include <thread>
#include <utility>

namespace mien::http_server {

void HandlerCall::drop_body() {
  // Neither clear() nor an assignment gives memory back: that of an empty string keeps the buffer.
  std::string().swap(request_.body);
}

void HandlerCall::reset() {
  drop_body();
  request_ = {};
  response_.reset();
}

void HandlerCall::start(std::shared_ptr<HandlerCall> self, HandlerPool& pool, HandlerPool::Place place,
                        std::chrono::milliseconds patience) {
  self->vigil_.begin();
  self->gone_ = std::stop_source();
  self->request_.patience = Patience(self->gone_.get_token(), std::chrono::steady_clock::now() + patience);
  auto kept = std::make_shared<std::shared_ptr<HandlerCall>>(std::move(self));
  pool.submit(std::move(place), [kept = std::move(kept)] {
    (*kept)->call();
    tell_when_there_is_memory(kept);
  });
}

void HandlerCall::call() noexcept {
  try {
    response_ = handler_.handle(request_);
  } catch (...) {
    response_.reset();  // The session answers with 500.
  }
}

void HandlerCall::tell_when_there_is_memory(const std::shared_ptr<std::shared_ptr<HandlerCall>>& kept) {
  constexpr std::chrono::milliseconds kPause{10};
  const Executor executor = (*kept)->executor_;
  for (;;) {
    try {
      boost::asio::post(executor, [kept] {
        const std::shared_ptr<HandlerCall> self = std::move(*kept);
        self->vigil_.tell();
      });
      return;
    } catch (const std::bad_alloc&) {
      // An answer that nobody sends would hold its connection for ever, and the process has no better use for memory.
      std::this_thread::sleep_for(kPause);
    }
  }
}

Awaitable<void> HandlerCall::wait(Channel& channel) {
  const bool told = co_await vigil_.wait(channel);
  if (told) co_return;
  gone_.request_stop();
  co_await vigil_.wait();
}

}  // namespace mien::http_server
