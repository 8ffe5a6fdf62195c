#include "adapters/http_server/body_reader.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

#include "adapters/http_server/chunked_decoder.h"

namespace mien::http_server {
namespace {

constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
/// A body takes this much at first, and then doubles with what arrives.
constexpr std::size_t kSliceBytesMin = std::size_t{64} * 1024;
constexpr std::string_view kTooLarge = "body too large";
constexpr std::string_view kNoMemory = "out of memory for bodies";

}  // namespace

Awaitable<Arrival> BodyReader::read(const RequestHead& head, std::size_t body_bytes_max) {
  if (head.framing == Framing::kLength && head.body_bytes > body_bytes_max) co_return Arrival::refused(413, kTooLarge);
  // Also where the body is underway already, or empty. The standard lets a server leave it out then (RFC 9110 10.1.1),
  // but botocore takes a final answer without it for a refusal, and misreads the next one on the same connection.
  if (head.expects_continue) {
    const bool written = co_await channel_.write(kContinue, {});
    if (!written) co_return Arrival::gone();
  }
  if (head.framing == Framing::kNone) co_return Arrival::whole();
  channel_.arm_for_body();
  if (head.framing == Framing::kLength) co_return co_await read_of_length(static_cast<std::size_t>(head.body_bytes));
  co_return co_await read_in_chunks(body_bytes_max);
}

Awaitable<Arrival> BodyReader::read_of_length(std::size_t length) {
  const std::string_view at_hand = channel_.input().bytes().substr(0, length);
  body_.assign(at_hand);
  arrived_ = at_hand.size();
  channel_.input().consume(at_hand.size());
  while (arrived_ < length) {
    if (arrived_ == body_.size()) {
      grow(std::min(length, arrived_ + std::max(kSliceBytesMin, arrived_)));
      if (!is_covered()) co_return Arrival::refused(503, kNoMemory);
    }
    const Channel::Received received = co_await channel_.read(std::span(body_).subspan(arrived_));
    if (received.got != Channel::Got::kBytes) co_return Arrival::interrupted(received.got);
    count(received.bytes);
  }
  body_.resize(length);
  co_return is_covered() ? Arrival::whole() : Arrival::refused(503, kNoMemory);
}

Awaitable<Arrival> BodyReader::read_in_chunks(std::size_t body_bytes_max) {
  ChunkedDecoder decoder(body_bytes_max, options_.header_bytes_max);
  for (;;) {
    const ChunkedDecoder::Step step = decoder.decode(channel_.input().bytes(), body_);
    channel_.input().consume(step.consumed);
    count(body_.size() - arrived_);
    if (step.state == ChunkedDecoder::State::kMalformed) co_return Arrival::refused(400, "malformed chunk");
    if (step.state == ChunkedDecoder::State::kTooLarge) co_return Arrival::refused(413, kTooLarge);
    if (!is_covered()) co_return Arrival::refused(503, kNoMemory);
    if (step.state == ChunkedDecoder::State::kDone) co_return Arrival::whole();
    const Channel::Got got = co_await channel_.fill();
    if (got != Channel::Got::kBytes) co_return Arrival::interrupted(got);
  }
}

void BodyReader::grow(std::size_t bytes) {
  if (body_.capacity() < bytes) {
    // Exactly so much: a string that grows by itself takes up to twice as much, which would count against the client's
    // share.
    std::string larger;
    larger.reserve(bytes);
    larger.append(body_, 0, arrived_);
    body_ = std::move(larger);
  }
  // Read in place; the bytes are not cleared before.
  body_.resize_and_overwrite(bytes, [](char*, std::size_t size) { return size; });
}

void BodyReader::count(std::size_t bytes) {
  arrived_ += bytes;
  channel_.count_body(bytes);
}

Awaitable<bool> throw_away(Channel& channel, std::uint64_t bytes) {
  channel.arm_for_body();
  for (;;) {
    const auto at_hand = static_cast<std::size_t>(std::min<std::uint64_t>(bytes, channel.input().bytes().size()));
    channel.input().consume(at_hand);
    channel.count_body(at_hand);
    bytes -= at_hand;
    if (bytes == 0) co_return true;
    const Channel::Got got = co_await channel.fill();
    if (got != Channel::Got::kBytes) co_return false;
  }
}

}  // namespace mien::http_server
