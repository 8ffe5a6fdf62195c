#include "adapters/http_server/streamed_body.h"

#include <array>
#include <charconv>
#include <string_view>
#include <utility>

#include "core/limits.h"

namespace mien::http_server {
namespace {

/// One record of TLS with a chunk's frame around it.
constexpr std::size_t kBitBytesMax = limits::kTlsRecordBytesMax - 16;
constexpr std::string_view kLineEnd = "\r\n";
constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace

StreamedBody::StreamedBody(const Executor& executor, std::shared_ptr<BodyStream> source, HttpVersion version,
                           std::chrono::milliseconds write_timeout)
    : vigil_(executor),
      wake_up_(std::make_shared<WakeUp>(executor, vigil_)),
      source_(std::move(source)),
      version_(version),
      write_timeout_(write_timeout) {}

Awaitable<StreamedBody::End> StreamedBody::send(Channel& channel) {
  source_->start([wake_up = wake_up_] { wake_up->call(); });
  for (;;) {
    // Before the source is asked: what it is woken for from here on counts for the next wait.
    vigil_.begin();
    bit_.clear();
    const BodyStream::State state = stopped_ ? BodyStream::State::kEnded : source_->take(bit_, kBitBytesMax);
    if (!bit_.empty()) {
      const bool written = co_await write_bit(channel);
      if (!written) co_return End::kCutOff;
    }
    if (state == BodyStream::State::kEnded) {
      const bool written = co_await write_end(channel);
      if (!written) co_return End::kCutOff;
      co_return stopped_ ? End::kStopped : End::kWhole;
    }
    if (!bit_.empty()) continue;
    channel.disarm();  // A body has no time of its own.
    const bool told = co_await vigil_.wait(channel);
    if (!told) co_return End::kCutOff;
  }
}

void StreamedBody::stop(Channel& channel) {
  stopped_ = true;
  if (writing_)
    channel.give_up();
  else
    vigil_.tell();
}

Awaitable<bool> StreamedBody::write_bit(Channel& channel) {
  std::array<char, 24> frame{};
  std::string_view size;
  if (version_ == HttpVersion::k11) {
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
  if (version_ == HttpVersion::k10) co_return true;  // The end of the connection says it.
  writing_ = true;
  const bool written = co_await channel.write(kLastChunk, {}, write_timeout_);
  writing_ = false;
  co_return written;
}

}  // namespace mien::http_server
