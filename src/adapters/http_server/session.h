#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http_server/arrival.h"
#include "adapters/http_server/byte_budget.h"
#include "adapters/http_server/channel.h"
#include "adapters/http_server/connection_limits.h"
#include "adapters/http_server/handler_call.h"
#include "adapters/http_server/handler_pool.h"
#include "adapters/http_server/head_parser.h"
#include "adapters/http_server/http_server.h"
#include "adapters/http_server/io_loop.h"
#include "adapters/http_server/response_head.h"
#include "adapters/http_server/stream.h"
#include "adapters/http_server/streamed_body.h"
#include "ports/http.h"

namespace mien::http_server {

/// What the sessions of one server share; outlives them.
struct Service {
  const Options& options;
  HttpHandler& handler;
  HandlerPool& pool;
  ByteBudget& bodies;
  ConnectionLimits& streams;
};

/// One connection: its requests, one after the other. Lives on one loop's thread; only the handler's call is elsewhere,
/// and the session meanwhile listens whether the client is still there.
class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(const Service& service, IoLoop& loop, std::unique_ptr<Stream> stream, ConnectionLimits::Slot slot,
          std::string remote_address);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// The connection's whole life; it ends the session by letting go of it.
  static Awaitable<void> serve(std::shared_ptr<Session> self);

  // For the loop.
  /// Fails the operation in progress where its time is over.
  void expire(Channel::TimePoint now) { channel_.expire(now); }
  /// Leaves, or ends what has no end of its own.
  void drain();
  /// Nothing of it is used afterwards but its destructor.
  void close();

 private:
  enum class Next : std::uint8_t {
    kRequest,
    kLinger,  ///< Close, once the client has had a chance to read the answer.
    kClose,   ///< Close at once: the client has gone, or has nothing to read.
  };

  /// What comes before the first request.
  Awaitable<Next> welcome();
  Awaitable<Next> serve_request();
  Awaitable<Next> serve_admitted(std::size_t body_bytes_max);
  Awaitable<Arrival> read_head();
  /// Forgets the last request, and what it held.
  void reset_request();

  /// A refusal after which the connection goes on: throws the body away as it comes.
  Awaitable<Next> turn_down(HttpResponse response);
  bool can_throw_body_away() const;
  /// What follows where a part of the request did not come.
  Awaitable<Next> end_request(Arrival arrival);
  Awaitable<Next> refuse(Refusal refusal, Connection connection);
  HttpResponse refusal_response(const Refusal& refusal) noexcept;
  Awaitable<Next> answer(HttpResponse response, Connection connection);
  Awaitable<Next> send_stream(HttpResponse response, Connection connection);
  /// Puts another in the place of an answer that there is no memory for, or that cannot be put on the wire.
  void make_sendable(HttpResponse& response);
  /// A place among the streams where the answer is one that may never end; without such a place another answer is put
  /// in its place.
  ConnectionLimits::Slot place_for_stream(HttpResponse& response);
  Connection wanted_connection() const;
  HttpVersion version() const { return head_.http11 ? HttpVersion::k11 : HttpVersion::k10; }
  ByteBudget::Share new_share(const HttpHandler::Admission& admission) const;

  const Service& service_;
  IoLoop& loop_;
  ConnectionLimits::Slot slot_;
  const std::string remote_address_;
  Channel channel_;

  RequestHead head_;  ///< Its HttpHead moves to the call's request once it is parsed.
  HandlerCall call_;
  ByteBudget::Share share_;  ///< What the request at hand holds: its body, and then its answer.
  std::string head_text_;    ///< Of the answer; here so that its memory is used again.

  std::optional<StreamedBody> streamed_;  ///< While the answer at hand comes bit by bit.

  bool listed_ = false;  ///< With the loop.
  bool idle_ = false;    ///< Waiting for a request's first byte.
  bool fresh_ = true;    ///< Waiting for the connection's first request.
};

}  // namespace mien::http_server
