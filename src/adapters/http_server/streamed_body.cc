#include "adapters/http_server/streamed_body.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "core/limits.h"
#include "core/result.h"

namespace mien::http_server {
namespace {

/// One record of TLS with a chunk's frame around it.
constexpr std::size_t kBitBytesMax = limits::kTlsRecordBytesMax - 16;
/// Of a body whose length is known, which has no frame to fit into.
constexpr std::size_t kPlainBitBytesMax = std::size_t{64} * 1024;
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace

StreamedBody::StreamedBody(const Executor& executor, std::shared_ptr<BodyStream> source, const Frame& frame,
                           std::chrono::milliseconds write_timeout)
    : vigil_(executor),
      wake_up_(std::make_shared<WakeUp>(executor, vigil_)),
      source_(std::move(source)),
      frame_(frame),
      write_timeout_(write_timeout) {}

Awaitable<StreamedBody::End> StreamedBody::send(Channel& channel) {
  source_->start([wake_up = wake_up_] { wake_up->call(); });
  for (;;) {
    // Before the source is asked: what it is woken for from here on counts for the next wait.
    vigil_.begin();
    const BodyStream::State state = take_bit();
    if (!bit_.empty()) {
      const bool written = co_await write_bit(channel);
      if (!written) co_return End::kCutOff;
    }
    if (state == BodyStream::State::kEnded) {
      const bool written = co_await write_end(channel);
      co_return end_of(written);
    }
    if (!bit_.empty()) continue;
    channel.disarm();  // A body has no time of its own.
    const bool told = co_await vigil_.wait(channel);
    if (!told) co_return End::kCutOff;
  }
}

BodyStream::State StreamedBody::take_bit() {
  bit_.clear();
  if (stopped_) return BodyStream::State::kEnded;
  if (!frame_.bytes) return source_->take(bit_, kBitBytesMax);
  const std::uint64_t left = *frame_.bytes - sent_;
  if (left == 0) return BodyStream::State::kEnded;
  const auto state = source_->take(bit_, std::min<std::uint64_t>(left, kPlainBitBytesMax));
  MIEN_CHECK(bit_.size() <= left);  // What came behind it would be taken for another answer.
  return state;
}

StreamedBody::End StreamedBody::end_of(bool written) const {
  if (!written || (frame_.bytes && sent_ < *frame_.bytes)) return End::kCutOff;
  return stopped_ ? End::kStopped : End::kWhole;
}

void StreamedBody::stop(Channel& channel) {
  if (frame_.bytes) return;
  stopped_ = true;
  if (writing_)
    channel.give_up();
  else
    vigil_.tell();
}

Awaitable<bool> StreamedBody::write_bit(Channel& channel) {
  std::array<char, 24> frame{};
  std::string_view size;
  sent_ += bit_.size();
  if (is_chunked()) {
    char* const end = std::to_chars(frame.data(), frame.data() + frame.size() - kLineEnd.size(), bit_.size(), 16).ptr;
    kLineEnd.copy(end, kLineEnd.size());
    size = {frame.data(), static_cast<std::size_t>(end - frame.data()) + kLineEnd.size()};
    bit_.append(kLineEnd);
  }
  writing_ = true;
  const bool written = co_await channel.write(size, bit_, write_timeout_);
  writing_ = false;
  co_return written;
}

Awaitable<bool> StreamedBody::write_end(Channel& channel) {
  if (!is_chunked()) co_return true;  // The end of the connection says it, or the head has.
  writing_ = true;
  const bool written = co_await channel.write(kLastChunk, {}, write_timeout_);
  writing_ = false;
  co_return written;
}

}  // namespace mien::http_server
