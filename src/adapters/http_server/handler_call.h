#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "adapters/http_server/channel.h"
#include "adapters/http_server/handler_pool.h"
#include "adapters/http_server/io_loop.h"
#include "adapters/http_server/stream.h"
#include "adapters/http_server/vigil.h"
#include "ports/http.h"

namespace mien::http_server {

/// A session's request in the hands of the handler: the handler's call is on a thread of the pool, all else on the
/// session's loop. One request after the other.
class HandlerCall {
 public:
  HandlerCall(HttpHandler& handler, const Executor& executor)
      : handler_(handler), executor_(executor), vigil_(executor) {}
  HandlerCall(const HandlerCall&) = delete;
  HandlerCall& operator=(const HandlerCall&) = delete;

  /// Leave it alone from start() until wait() is over.
  HttpRequest& request() { return request_; }
  const HttpRequest& request() const { return request_; }

  /// Gives the memory of the request's body back.
  void drop_body();
  /// For the next request.
  void reset();

  /// Hands the request over.
  /// @param self      this one. It keeps alive what the call is a part of until the loop has heard that the handler is
  ///                  done, whatever becomes of the coroutine that waits: a session ends on its loop only.
  /// @param patience  for the whole answer.
  static void start(std::shared_ptr<HandlerCall> self, HandlerPool& pool, HandlerPool::Place place,
                    std::chrono::milliseconds patience);
  /// Until the handler is done. Meanwhile it reads ahead what a client pipelines, and tells the handler's patience when
  /// the client ends its side: as with most servers, whoever closes no longer waits for an answer.
  Awaitable<void> wait(Channel& channel);
  /// Once; nullopt where the handler threw.
  std::optional<HttpResponse> take_response() { return std::exchange(response_, std::nullopt); }

 private:
  void call() noexcept;
  /// From a handler's thread: has the loop end the wait and let go of what was kept.
  static void tell_when_there_is_memory(const std::shared_ptr<std::shared_ptr<HandlerCall>>& kept);

  HttpHandler& handler_;
  Executor executor_;
  HttpRequest request_;
  std::optional<HttpResponse> response_;
  std::stop_source gone_;  ///< Asks the handler to stop: its client has gone.
  Vigil vigil_;            ///< Over when the handler is done.
};

}  // namespace mien::http_server
