#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "adapters/http_server/channel.h"
#include "adapters/http_server/response_head.h"
#include "adapters/http_server/stream.h"
#include "adapters/http_server/vigil.h"
#include "adapters/http_server/wake_up.h"
#include "ports/body_stream.h"

namespace mien::http_server {

/// An answer's body that comes bit by bit: as long as its head says, in chunks of HTTP/1.1, or until the connection
/// ends. Between two bits it waits on the loop and takes next to nothing. All of it on the session's loop.
class StreamedBody {
 public:
  /// Where a client sees that the body ends.
  struct Frame {
    HttpVersion version = HttpVersion::k11;
    std::optional<std::uint64_t> bytes{};  ///< Its head says so many.
  };
  /// @param write_timeout  how long the client may take nothing of what there is.
  StreamedBody(const Executor& executor, std::shared_ptr<BodyStream> source, const Frame& frame,
               std::chrono::milliseconds write_timeout);
  StreamedBody(const StreamedBody&) = delete;
  StreamedBody& operator=(const StreamedBody&) = delete;
  ~StreamedBody() { wake_up_->cut(); }

  enum class End : std::uint8_t {
    kWhole,    ///< The client has all of it.
    kStopped,  ///< The same, up to where stop() ended it.
    kCutOff,   ///< The client has left, or does not read; or the body is shorter than its head says.
  };
  Awaitable<End> send(Channel& channel);
  /// Ends the body where it is, unless its length is known: that one ends by itself. A client that does not take what
  /// is being written is cut off.
  void stop(Channel& channel);

 private:
  bool is_chunked() const { return frame_.version == HttpVersion::k11 && !frame_.bytes; }
  BodyStream::State take_bit();
  /// What it means that the source has no more. @param written  whether the client has it all.
  End end_of(bool written) const;
  Awaitable<bool> write_bit(Channel& channel);
  Awaitable<bool> write_end(Channel& channel);

  Vigil vigil_;
  std::shared_ptr<WakeUp> wake_up_;
  std::shared_ptr<BodyStream> source_;
  const Frame frame_;
  const std::chrono::milliseconds write_timeout_;
  std::uint64_t sent_ = 0;
  std::string bit_;  ///< What is being written.
  bool writing_ = false;
  bool stopped_ = false;
};

}  // namespace mien::http_server
