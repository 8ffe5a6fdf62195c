#include "adapters/http_server/session.h"

#include <optional>
#include <string_view>
#include <utility>

#include "adapters/http_server/body_reader.h"

namespace mien::http_server {

Session::Session(const Service& service, IoLoop& loop, std::unique_ptr<Stream> stream, ConnectionLimits::Slot slot,
                 std::string remote_address)
    : service_(service),
      loop_(loop),
      slot_(std::move(slot)),
      remote_address_(std::move(remote_address)),
      channel_(service.options, std::move(stream)),
      call_(service.handler, loop.executor()),
      share_(new_share({})) {}

Session::~Session() {
  // One that never began to serve is destroyed on the accepting loop's thread.
  if (listed_) loop_.remove(*this);
}

Awaitable<void> Session::serve(std::shared_ptr<Session> self) {
  self->listed_ = true;
  self->loop_.add(*self);
  Next next = co_await self->welcome();
  while (next == Next::kRequest) next = co_await self->serve_request();
  if (next == Next::kLinger) co_await self->channel_.linger();
}

Awaitable<Session::Next> Session::welcome() {
  idle_ = true;  // A stop need not wait for it.
  const Stream::Opening opening = co_await channel_.open();
  idle_ = false;
  if (opening == Stream::Opening::kFailed) co_return Next::kClose;
  if (opening == Stream::Opening::kPlainHttp)
    co_return co_await refuse({400, "this port speaks https, not http"}, Connection::kClose);
  if (slot_.verdict() == ConnectionLimits::Verdict::kTurnAway)
    co_return co_await refuse({503, "too many connections"}, Connection::kClose);
  co_return Next::kRequest;
}

void Session::drain() {
  if (idle_) channel_.give_up();
  if (streamed_) streamed_->stop(channel_);
}

void Session::close() {
  streamed_.reset();  // Nobody may wake a loop that is about to go.
  channel_.close();
}

void Session::reset_request() {
  head_ = {};
  call_.reset();
  // Of the sender nothing is known yet: what the last request proved does not count for this one.
  share_ = new_share({});
}

ByteBudget::Share Session::new_share(const HttpHandler::Admission& admission) const {
  return {service_.bodies,
          {.address = slot_.address(), .proven = admission.sender_is_proven, .stranger = admission.sender_is_stranger}};
}

Awaitable<Session::Next> Session::serve_request() {
  reset_request();
  const Arrival arrival = co_await read_head();
  fresh_ = false;
  if (arrival.state != Arrival::State::kWhole) co_return co_await end_request(arrival);

  HttpHandler::Admission admission;
  bool threw = false;
  try {
    admission = service_.handler.admit(call_.request().head);
  } catch (...) {
    threw = true;  // Answered below: a handler has no waiting.
  }
  if (threw) co_return co_await refuse({500, "internal error"}, Connection::kClose);
  share_ = new_share(admission);
  if (admission.refusal && admission.keeps_connection && can_throw_body_away())
    co_return co_await turn_down(*std::move(admission.refusal));
  if (admission.refusal) co_return co_await answer(*std::move(admission.refusal), Connection::kClose);
  co_return co_await serve_admitted(admission.body_bytes_max);
}

bool Session::can_throw_body_away() const {
  // Whoever asked before sending may now leave the body out: nobody can tell where the next request begins.
  if (head_.expects_continue) return false;
  if (head_.framing == Framing::kNone) return true;
  return head_.framing == Framing::kLength && head_.body_bytes <= service_.options.linger_bytes_max;
}

Awaitable<Session::Next> Session::turn_down(HttpResponse response) {
  const Next next = co_await answer(std::move(response), wanted_connection());
  if (next != Next::kRequest || head_.framing == Framing::kNone) co_return next;
  const bool thrown_away = co_await throw_away(channel_, head_.body_bytes);
  co_return thrown_away ? Next::kRequest : Next::kClose;
}

Awaitable<Session::Next> Session::serve_admitted(std::size_t body_bytes_max) {
  BodyReader body(service_.options, channel_, share_, call_.request().body);
  const Arrival arrival = co_await body.read(head_, body_bytes_max);
  if (arrival.state != Arrival::State::kWhole) co_return co_await end_request(arrival);
  channel_.disarm();
  std::optional<HandlerPool::Place> place = service_.pool.try_reserve();
  if (!place) co_return co_await refuse({503, "too many requests"}, wanted_connection());
  HandlerCall::start({shared_from_this(), &call_}, service_.pool, *std::move(place), service_.options.answer_timeout);
  co_await call_.wait(channel_);
  std::optional<HttpResponse> response = call_.take_response();
  if (!response) co_return co_await refuse({500, "internal error"}, wanted_connection());
  co_return co_await answer(*std::move(response), wanted_connection());
}

Awaitable<Arrival> Session::read_head() {
  const Options& options = service_.options;
  const InputBuffer& input = channel_.input();
  HeadScanner scanner;
  bool started = !input.is_empty();
  channel_.arm(started || fresh_ ? options.header_timeout : options.idle_timeout);
  for (;;) {
    const HeadScanner::State state = scanner.scan(input.bytes());
    if (state == HeadScanner::State::kComplete) break;
    if (state == HeadScanner::State::kMalformed) co_return Arrival::refused(400, "malformed request");
    if (input.is_full())
      co_return scanner.has_request_line() ? Arrival::refused(431, "headers too long")
                                           : Arrival::refused(414, "target too long");
    if (!started && loop_.draining()) co_return Arrival::gone();
    idle_ = !started;
    const Channel::Got got = co_await channel_.fill();
    idle_ = false;
    if (got != Channel::Got::kBytes) co_return started ? Arrival::interrupted(got) : Arrival::gone();
    if (!started) channel_.arm(options.header_timeout);
    started = true;
  }
  const std::string_view block = input.bytes().substr(scanner.begin(), scanner.end() - scanner.begin());
  const auto refusal =
      parse_head(block, {.headers_max = options.headers_max, .target_bytes_max = options.target_bytes_max}, head_);
  channel_.input().consume(scanner.end());
  call_.request().head = std::move(head_.head);
  call_.request().head.remote_address = remote_address_;
  co_return refusal ? Arrival::refused(refusal->status, refusal->reason) : Arrival::whole();
}

Awaitable<Session::Next> Session::end_request(Arrival arrival) {
  if (arrival.state == Arrival::State::kGone) co_return Next::kClose;
  co_return co_await refuse(arrival.refusal, Connection::kClose);
}

Awaitable<Session::Next> Session::refuse(Refusal refusal, Connection connection) {
  return answer(refusal_response(refusal), connection);
}

HttpResponse Session::refusal_response(const Refusal& refusal) noexcept {
  try {
    HttpHead& head = call_.request().head;
    head.remote_address = remote_address_;  // All that is known of a request that was not read to the end of its head.
    return service_.handler.refuse(head, refusal.status, refusal.reason);
  } catch (...) {
    return {.status = refusal.status, .headers = {}, .body = {}};
  }
}

Awaitable<Session::Next> Session::answer(HttpResponse response, Connection connection) {
  make_sendable(response);
  const ConnectionLimits::Slot place = place_for_stream(response);
  const HttpHead& head = call_.request().head;
  if (response.stream && !response.stream_bytes && version() == HttpVersion::k10) connection = Connection::kClose;
  write_response_head(response, head.method, connection, loop_.date(), head_text_, version());
  const bool has_body = sends_body(response, head.method);
  const std::string_view body = has_body ? std::string_view(response.body) : std::string_view{};
  const bool written = co_await channel_.write(head_text_, body);
  if (!written) co_return Next::kClose;
  if (has_body && response.stream) co_return co_await send_stream(std::move(response), connection);
  co_return connection == Connection::kClose ? Next::kLinger : Next::kRequest;
}

ConnectionLimits::Slot Session::place_for_stream(HttpResponse& response) {
  const bool may_never_end = response.stream && !response.stream_bytes;
  if (!may_never_end || !sends_body(response, call_.request().head.method)) return {};
  ConnectionLimits::Slot place = service_.streams.take(slot_.address());
  if (place.verdict() != ConnectionLimits::Verdict::kServe) response = refusal_response({503, "too many streams"});
  return place;
}

Awaitable<Session::Next> Session::send_stream(HttpResponse response, Connection connection) {
  if (!response.stream_bytes) channel_.expect_long_answer(service_.options.stream_write_timeout);
  streamed_.emplace(loop_.executor(), std::move(response.stream),
                    StreamedBody::Frame{.version = version(), .bytes = response.stream_bytes},
                    service_.options.stream_write_timeout);
  if (loop_.draining()) streamed_->stop(channel_);
  const StreamedBody::End end = co_await streamed_->send(channel_);
  streamed_.reset();
  // One that is stopped has nothing to read that it could lose by being closed at once.
  if (end != StreamedBody::End::kWhole) co_return Next::kClose;
  co_return connection == Connection::kClose ? Next::kLinger : Next::kRequest;
}

void Session::make_sendable(HttpResponse& response) {
  // Swapped, not assigned: a short text that is moved over a large one keeps the large one's memory.
  const auto put_instead = [&](HttpResponse other) { std::swap(response, other); };
  // The request is answered: its share is the answer's now, which counts like a body, since a client that does not read
  // holds it.
  call_.drop_body();
  share_.release();
  if (!share_.hold(response.body.capacity())) put_instead(refusal_response({503, "out of memory for answers"}));
  if (!is_sendable(response)) put_instead(refusal_response({500, "internal error"}));
  if (!is_sendable(response)) put_instead({.status = 500, .headers = {}, .body = {}});
}

Connection Session::wanted_connection() const {
  const bool no_other_comes = channel_.has_ended() && channel_.input().is_empty();
  return head_.keep_alive && !no_other_comes && !loop_.draining() ? Connection::kKeepAlive : Connection::kClose;
}

}  // namespace mien::http_server
