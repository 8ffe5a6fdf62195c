#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http_server/body_rate.h"
#include "adapters/http_server/byte_budget.h"
#include "adapters/http_server/connection_limits.h"
#include "adapters/http_server/handler_pool.h"
#include "adapters/http_server/head_parser.h"
#include "adapters/http_server/http_server.h"
#include "adapters/http_server/io_loop.h"
#include "adapters/http_server/response_head.h"
#include "adapters/http_server/stream.h"
#include "ports/http.h"

namespace mien::http_server {

/// What the sessions of one server share; outlives them.
struct Service {
  const Options& options;
  HttpHandler& handler;
  HandlerPool& pool;
  ByteBudget& bodies;
};

/// One connection: its requests, one after the other. Lives on one loop's thread; only the handler's call is elsewhere,
/// and the session meanwhile listens whether the client is still there.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  Session(const Service& service, IoLoop& loop, std::unique_ptr<Stream> stream, ConnectionLimits::Slot slot,
          std::string remote_address);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The connection's whole life; it ends the session by letting go of it.
  static Awaitable<void> serve(std::shared_ptr<Session> self);

  // For the loop.
  /// Fails the operation in progress where its time is over.
  void expire(TimePoint now);
  void leave_if_idle();
  void close() { stream_->close(); }

 private:
  enum class Next : std::uint8_t {
    kRequest,
    kLinger,  ///< Close, once the client has had a chance to read the answer.
    kClose,   ///< Close at once: the client has gone, or has nothing to read.
  };
  enum class Arrival : std::uint8_t { kWhole, kRefused, kGone };
  enum class Got : std::uint8_t { kBytes, kEnd, kTimeout, kFailed };

  Awaitable<Next> serve_request();
  Awaitable<Next> serve_admitted(std::size_t body_bytes_max);
  Awaitable<Arrival> read_head();
  Awaitable<Arrival> read_body(std::size_t body_bytes_max);
  Awaitable<Arrival> read_body_of_length();
  Awaitable<Arrival> read_body_in_chunks(std::size_t body_bytes_max);
  void hand_over(HandlerPool::Place place);
  /// Until the handler is done. Meanwhile it reads ahead what a client pipelines, and tells the handler's patience when
  /// the client ends its side: as with most servers, whoever closes no longer waits for an answer.
  Awaitable<void> wait_for_handler();
  void on_handled();
  /// From a handler's thread: has the loop call on_handled(), and let go of what was kept: a session ends there only.
  static void tell_when_there_is_memory(const std::shared_ptr<std::shared_ptr<Session>>& kept);
  /// A refusal after which the connection goes on: throws the body away as it comes.
  Awaitable<Next> turn_down(HttpResponse response);
  bool can_throw_body_away() const;
  Awaitable<Next> refuse(Refusal refusal, Connection connection);
  Awaitable<Next> answer(HttpResponse response, Connection connection);
  Awaitable<bool> write(std::string_view first, std::string_view second);
  Awaitable<void> linger();
  /// `got_bytes_` says how many.
  Awaitable<Got> read(std::span<char> into);
  Awaitable<Got> read_to_buffer();

  Arrival refused(int status, std::string_view reason);
  /// What it means that a request's next bytes did not come.
  Arrival interrupted(Got got);
  HttpResponse refusal_response(const Refusal& refusal) noexcept;
  /// Calls HttpHandler::handle; response_ stays empty where that throws.
  void call_handler() noexcept;
  /// Makes room for so many bytes of the body, and no more.
  void grow_body(std::size_t bytes);
  void count_body(std::size_t bytes);
  [[nodiscard]] bool charge_body();
  /// Large answers count like bodies while they are sent: a client that does not read holds them.
  [[nodiscard]] bool charge_answer(const HttpResponse& response);
  ByteBudget::Holder holder() const { return {slot_.address(), sender_is_proven_}; }
  void drop_body();
  void reset_request();
  Connection wanted_connection() const;

  std::string_view buffered() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void consume(std::size_t bytes) { begin_ += bytes; }
  void arm(TimePoint deadline);
  void arm(std::chrono::milliseconds timeout) { arm(std::chrono::steady_clock::now() + timeout); }
  void disarm() { arm(TimePoint::max()); }

  const Service& service_;
  IoLoop& loop_;
  std::unique_ptr<Stream> stream_;
  ConnectionLimits::Slot slot_;
  const std::string remote_address_;

  std::vector<char> buffer_;  ///< What was read and not yet used lies in [begin_, end_).
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::size_t got_bytes_ = 0;

  RequestHead head_;  ///< Its HttpHead moves to request_ once it is parsed.
  HttpRequest request_;
  std::optional<HttpResponse> response_;
  Refusal refusal_{};  ///< Why, where something was refused.
  std::string head_text_;
  bool sender_is_proven_ = false;  ///< Of the request at hand.
  std::size_t charged_bytes_ = 0;

  std::stop_source gone_;  ///< Of the request at hand.
  Timer handled_wakes_;    ///< Never expires: cancelled when the handler is done.
  bool handled_ = false;
  bool reading_ahead_ = false;

  TimePoint deadline_ = TimePoint::max();
  BodyRate body_rate_;
  std::size_t body_bytes_ = 0;
  bool listed_ = false;  ///< With the loop.
  bool expired_ = false;
  bool ended_ = false;  ///< The client has ended its side: nothing more comes.
  bool idle_ = false;   ///< Waiting for a request's first byte.
  bool fresh_ = true;   ///< Waiting for the connection's first request.
};

}  // namespace mien::http_server
