#include "adapters/http_server/session.h"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cstring>
#include <new>
#include <thread>
#include <utility>

#include "adapters/http_server/chunked_decoder.h"

namespace mien::http_server {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

/// A body's memory grows with what arrives, not with what its header promises.
constexpr std::size_t kBodySliceBytesMin = std::size_t{64} * 1024;

}  // namespace

Session::Session(const Service& service, IoLoop& loop, std::unique_ptr<Stream> stream, ConnectionLimits::Slot slot,
                 std::string remote_address)
    : service_(service),
      loop_(loop),
      stream_(std::move(stream)),
      slot_(std::move(slot)),
      remote_address_(std::move(remote_address)),
      buffer_(service.options.header_bytes_max),
      handled_wakes_(loop.executor(), TimePoint::max()),
      body_rate_(service.options.body_bytes_per_second_min, service.options.body_rate_window) {}

Session::~Session() {
  service_.bodies.give_back(holder(), charged_bytes_);
  // One that never began to serve is destroyed on the accepting loop's thread.
  if (listed_) loop_.remove(*this);
}

Awaitable<void> Session::serve(std::shared_ptr<Session> self) {
  self->listed_ = true;
  self->loop_.add(*self);
  self->arm(self->service_.options.tls_handshake_timeout);
  self->idle_ = true;  // A stop need not wait for it.
  const Stream::Opening opening = co_await self->stream_->open();
  self->idle_ = false;
  if (opening == Stream::Opening::kFailed) co_return;
  Next next = Next::kRequest;
  if (opening == Stream::Opening::kPlainHttp) {
    self->request_.head.remote_address = self->remote_address_;
    next = co_await self->refuse({400, "this port speaks https, not http"}, Connection::kClose);
  } else if (self->slot_.verdict() == ConnectionLimits::Verdict::kTurnAway) {
    self->request_.head.remote_address = self->remote_address_;
    next = co_await self->refuse({503, "too many connections"}, Connection::kClose);
  }
  while (next == Next::kRequest) next = co_await self->serve_request();
  if (next == Next::kLinger) co_await self->linger();
}

void Session::expire(TimePoint now) {
  if (now < deadline_ && !body_rate_.is_late(now)) return;
  disarm();
  expired_ = true;
  stream_->cancel();
}

void Session::leave_if_idle() {
  if (!idle_) return;
  expired_ = true;
  stream_->cancel();
}

void Session::arm(TimePoint deadline) {
  deadline_ = deadline;
  body_rate_.end();
  expired_ = false;
}

Awaitable<Session::Next> Session::serve_request() {
  reset_request();
  const Arrival arrival = co_await read_head();
  fresh_ = false;
  if (arrival == Arrival::kGone) co_return Next::kClose;
  if (arrival == Arrival::kRefused) co_return co_await refuse(refusal_, Connection::kClose);

  HttpHandler::Admission admission;
  bool threw = false;
  try {
    admission = service_.handler.admit(request_.head);
  } catch (...) {
    threw = true;  // Answered below: a handler has no waiting.
  }
  if (threw) co_return co_await refuse({500, "internal error"}, Connection::kClose);
  if (admission.refusal && admission.keeps_connection && can_throw_body_away())
    co_return co_await turn_down(*std::move(admission.refusal));
  if (admission.refusal) co_return co_await answer(*std::move(admission.refusal), Connection::kClose);
  sender_is_proven_ = admission.sender_is_proven;  // Nothing is charged yet.
  co_return co_await serve_admitted(admission.body_bytes_max);
}

bool Session::can_throw_body_away() const {
  if (head_.framing == Framing::kNone) return true;
  // Whoever asked before sending may now leave the body out: nobody can tell where the next request begins.
  return head_.framing == Framing::kLength && !head_.expects_continue &&
         head_.body_bytes <= service_.options.linger_bytes_max;
}

Awaitable<Session::Next> Session::turn_down(HttpResponse response) {
  const Next next = co_await answer(std::move(response), wanted_connection());
  if (next != Next::kRequest || head_.framing == Framing::kNone) co_return next;
  arm(service_.options.body_timeout);
  body_rate_.begin(std::chrono::steady_clock::now());
  for (auto left = head_.body_bytes;;) {
    const std::size_t at_hand = static_cast<std::size_t>(std::min<decltype(left)>(left, buffered().size()));
    consume(at_hand);
    body_rate_.add(at_hand, std::chrono::steady_clock::now());
    left -= at_hand;
    if (left == 0) co_return Next::kRequest;
    const Got got = co_await read_to_buffer();
    if (got != Got::kBytes) co_return Next::kClose;
  }
}

Awaitable<Session::Next> Session::serve_admitted(std::size_t body_bytes_max) {
  if (head_.framing != Framing::kNone) {
    const Arrival arrival = co_await read_body(body_bytes_max);
    if (arrival == Arrival::kGone) co_return Next::kClose;
    if (arrival == Arrival::kRefused) co_return co_await refuse(refusal_, Connection::kClose);
  }
  disarm();
  std::optional<HandlerPool::Place> place = service_.pool.try_reserve();
  if (!place) co_return co_await refuse({503, "too many requests"}, wanted_connection());
  hand_over(*std::move(place));
  co_await wait_for_handler();
  if (!response_) co_return co_await refuse({500, "internal error"}, wanted_connection());
  co_return co_await answer(*std::move(response_), wanted_connection());
}

Awaitable<Session::Arrival> Session::read_head() {
  const Options& options = service_.options;
  HeadScanner scanner;
  bool started = begin_ != end_;
  arm(started || fresh_ ? options.header_timeout : options.idle_timeout);
  for (;;) {
    const HeadScanner::State state = scanner.scan(buffered());
    if (state == HeadScanner::State::kComplete) break;
    if (state == HeadScanner::State::kMalformed) co_return refused(400, "malformed request");
    if (buffered().size() == buffer_.size())
      co_return scanner.has_request_line() ? refused(431, "headers too long") : refused(414, "target too long");
    if (!started && loop_.draining()) co_return Arrival::kGone;
    idle_ = !started;
    const Got got = co_await read_to_buffer();
    idle_ = false;
    if (got != Got::kBytes) co_return started ? interrupted(got) : Arrival::kGone;
    if (!started) arm(options.header_timeout);
    started = true;
  }
  const std::string_view block = buffered().substr(scanner.begin(), scanner.end() - scanner.begin());
  const auto refusal =
      parse_head(block, {.headers_max = options.headers_max, .target_bytes_max = options.target_bytes_max}, head_);
  consume(scanner.end());
  request_.head = std::move(head_.head);
  request_.head.remote_address = remote_address_;
  co_return refusal ? refused(refusal->status, refusal->reason) : Arrival::kWhole;
}

Awaitable<Session::Arrival> Session::read_body(std::size_t body_bytes_max) {
  if (head_.framing == Framing::kLength && head_.body_bytes > body_bytes_max) co_return refused(413, "body too large");
  if (head_.expects_continue && begin_ == end_) {
    const bool written = co_await write(kContinue, {});
    if (!written) co_return Arrival::kGone;
  }
  arm(service_.options.body_timeout);
  body_rate_.begin(std::chrono::steady_clock::now());
  body_bytes_ = 0;
  if (head_.framing == Framing::kLength) co_return co_await read_body_of_length();
  co_return co_await read_body_in_chunks(body_bytes_max);
}

Awaitable<Session::Arrival> Session::read_body_of_length() {
  std::string& body = request_.body;
  const auto length = static_cast<std::size_t>(head_.body_bytes);
  const std::size_t at_hand = std::min(length, buffered().size());
  body.assign(buffered().substr(0, at_hand));
  consume(at_hand);
  body_bytes_ = at_hand;
  while (body_bytes_ < length) {
    if (body_bytes_ == body.size()) {
      grow_body(std::min(length, body_bytes_ + std::max(kBodySliceBytesMin, body_bytes_)));
      if (!charge_body()) co_return refused(503, "out of memory for bodies");
    }
    const Got got = co_await read(std::span(body).subspan(body_bytes_));
    if (got != Got::kBytes) co_return interrupted(got);
    count_body(got_bytes_);
  }
  body.resize(length);
  co_return charge_body() ? Arrival::kWhole : refused(503, "out of memory for bodies");
}

Awaitable<Session::Arrival> Session::read_body_in_chunks(std::size_t body_bytes_max) {
  ChunkedDecoder decoder(body_bytes_max, service_.options.header_bytes_max);
  for (;;) {
    const ChunkedDecoder::Step step = decoder.decode(buffered(), request_.body);
    consume(step.consumed);
    count_body(request_.body.size() - body_bytes_);
    if (step.state == ChunkedDecoder::State::kMalformed) co_return refused(400, "malformed chunk");
    if (step.state == ChunkedDecoder::State::kTooLarge) co_return refused(413, "body too large");
    if (!charge_body()) co_return refused(503, "out of memory for bodies");
    if (step.state == ChunkedDecoder::State::kDone) co_return Arrival::kWhole;
    const Got got = co_await read_to_buffer();
    if (got != Got::kBytes) co_return interrupted(got);
  }
}

void Session::hand_over(HandlerPool::Place place) {
  gone_ = std::stop_source();
  handled_ = false;
  request_.patience = Patience(gone_.get_token(), std::chrono::steady_clock::now() + service_.options.answer_timeout);
  // The job keeps the session alive, whatever becomes of this coroutine.
  auto kept = std::make_shared<std::shared_ptr<Session>>(shared_from_this());
  service_.pool.submit(std::move(place), [kept = std::move(kept)] {
    (*kept)->call_handler();
    tell_when_there_is_memory(kept);
  });
}

Awaitable<void> Session::wait_for_handler() {
  bool client_speaks = true;
  while (!handled_) {
    if (!client_speaks || buffered().size() == buffer_.size()) {
      boost::system::error_code ignored;  // Cancelled, which is what it waits for.
      co_await handled_wakes_.async_wait(boost::asio::redirect_error(UseAwaitable{}, ignored));
      continue;
    }
    reading_ahead_ = true;
    const Got got = co_await read_to_buffer();
    reading_ahead_ = false;
    client_speaks = got == Got::kBytes;
    if (!client_speaks && !handled_) gone_.request_stop();
  }
}

void Session::tell_when_there_is_memory(const std::shared_ptr<std::shared_ptr<Session>>& kept) {
  constexpr std::chrono::milliseconds kPause{10};
  const Executor executor = (*kept)->loop_.executor();
  for (;;) {
    try {
      boost::asio::post(executor, [kept] {
        const std::shared_ptr<Session> self = std::move(*kept);
        self->on_handled();
      });
      return;
    } catch (const std::bad_alloc&) {
      // An answer that nobody sends would hold its connection for ever, and the process has no better use for memory.
      std::this_thread::sleep_for(kPause);
    }
  }
}

void Session::on_handled() {
  handled_ = true;
  if (reading_ahead_)
    stream_->cancel();
  else
    handled_wakes_.cancel();
}

void Session::call_handler() noexcept {
  try {
    response_ = service_.handler.handle(request_);
  } catch (...) {
    response_.reset();  // The session answers with 500.
  }
}

Awaitable<Session::Next> Session::refuse(Refusal refusal, Connection connection) {
  return answer(refusal_response(refusal), connection);
}

HttpResponse Session::refusal_response(const Refusal& refusal) noexcept {
  try {
    return service_.handler.refuse(request_.head, refusal.status, refusal.reason);
  } catch (...) {
    return {.status = refusal.status, .headers = {}, .body = {}};
  }
}

Awaitable<Session::Next> Session::answer(HttpResponse response, Connection connection) {
  // Swapped, not assigned: a short text that is moved over a large one keeps the large one's memory.
  const auto put_instead = [&](HttpResponse other) { std::swap(response, other); };
  if (!charge_answer(response)) put_instead(refusal_response({503, "out of memory for answers"}));
  if (!is_sendable(response)) put_instead(refusal_response({500, "internal error"}));
  if (!is_sendable(response)) put_instead({.status = 500, .headers = {}, .body = {}});
  write_response_head(response, request_.head.method, connection, loop_.date(), head_text_);
  const std::string_view body =
      sends_body(response, request_.head.method) ? std::string_view(response.body) : std::string_view{};
  const bool written = co_await write(head_text_, body);
  if (!written) co_return Next::kClose;
  co_return connection == Connection::kClose ? Next::kLinger : Next::kRequest;
}

Awaitable<bool> Session::write(std::string_view first, std::string_view second) {
  const Options& options = service_.options;
  const auto now = std::chrono::steady_clock::now();
  const auto all = now + options.body_timeout +
                   std::chrono::seconds((first.size() + second.size()) / options.body_bytes_per_second_min);
  arm(now + options.body_timeout);
  for (;;) {
    const Stream::Transfer sent = co_await stream_->write_some(first, second);
    if (sent.failed) co_return false;
    const std::size_t of_first = std::min(sent.bytes, first.size());
    first.remove_prefix(of_first);
    second.remove_prefix(sent.bytes - of_first);
    if (first.empty() && second.empty()) co_return true;
    if (expired_) co_return false;
    arm(std::min(all, std::chrono::steady_clock::now() + options.body_timeout));
  }
}

Awaitable<void> Session::linger() {
  const Options& options = service_.options;
  co_await stream_->end_writing();
  const auto all = std::chrono::steady_clock::now() + options.linger_total_timeout;
  std::size_t bytes_left = options.linger_bytes_max;
  for (;;) {
    arm(std::min(all, std::chrono::steady_clock::now() + options.linger_timeout));
    const Got got = co_await read(buffer_);
    if (got != Got::kBytes || got_bytes_ >= bytes_left) co_return;
    bytes_left -= got_bytes_;
  }
}

Awaitable<Session::Got> Session::read(std::span<char> into) {
  // The time may have run out between two operations, when there was none to cancel.
  if (expired_) co_return Got::kTimeout;
  // Asio tells of an end once: a second read would wait for an edge that never comes, and hold the connection.
  if (ended_) co_return Got::kEnd;
  const Stream::Transfer received = co_await stream_->read_some(into);
  got_bytes_ = received.bytes;
  if (received.bytes > 0) co_return Got::kBytes;
  ended_ = !received.failed;
  if (ended_) co_return Got::kEnd;
  co_return expired_ ? Got::kTimeout : Got::kFailed;
}

Awaitable<Session::Got> Session::read_to_buffer() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (end_ == buffer_.size()) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= std::exchange(begin_, 0);
  }
  const Got got = co_await read(std::span(buffer_).subspan(end_));
  if (got == Got::kBytes) end_ += got_bytes_;
  co_return got;
}

Session::Arrival Session::refused(int status, std::string_view reason) {
  refusal_ = {status, reason};
  // Refused before its head was read whole, the request is known by its sender only.
  request_.head.remote_address = remote_address_;
  drop_body();
  return Arrival::kRefused;
}

Session::Arrival Session::interrupted(Got got) {
  if (got == Got::kTimeout) return refused(408, "request too slow");
  // Its other half may still be open: it gets an answer.
  return got == Got::kEnd ? refused(400, "incomplete request") : Arrival::kGone;
}

void Session::grow_body(std::size_t bytes) {
  std::string& body = request_.body;
  if (body.capacity() < bytes) {
    // Exactly so much: a string that grows by itself takes up to twice as much, which would count against the client's
    // share.
    std::string larger;
    larger.reserve(bytes);
    larger.append(body, 0, body_bytes_);
    body = std::move(larger);
  }
  // Read in place; the bytes are not cleared before.
  body.resize_and_overwrite(bytes, [](char*, std::size_t size) { return size; });
}

void Session::count_body(std::size_t bytes) {
  body_bytes_ += bytes;
  body_rate_.add(bytes, std::chrono::steady_clock::now());
}

bool Session::charge_body() {
  const std::size_t held = request_.body.capacity();
  if (held <= charged_bytes_ || held <= kBodySliceBytesMin) return true;
  if (!service_.bodies.take(holder(), held - charged_bytes_)) return false;
  charged_bytes_ = held;
  return true;
}

bool Session::charge_answer(const HttpResponse& response) {
  drop_body();  // The request is answered: its share is the answer's now, until the next one begins.
  const std::size_t held = response.body.capacity();
  if (held <= kBodySliceBytesMin) return true;
  if (!service_.bodies.take(holder(), held)) return false;
  charged_bytes_ = held;
  return true;
}

void Session::drop_body() {
  // Gives the memory back, which neither clear() nor an assignment would: that of an empty string keeps the buffer.
  std::string().swap(request_.body);
  service_.bodies.give_back(holder(), std::exchange(charged_bytes_, 0));
}

void Session::reset_request() {
  drop_body();
  head_ = {};
  request_.head = {};
  request_.patience = {};
  response_.reset();
}

Connection Session::wanted_connection() const {
  const bool no_other_comes = ended_ && begin_ == end_;
  return head_.keep_alive && !no_other_comes && !loop_.draining() ? Connection::kKeepAlive : Connection::kClose;
}

}  // namespace mien::http_server
