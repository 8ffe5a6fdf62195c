#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace mien {

/// The body of an answer that comes bit by bit and may never end. The HTTP server takes from it what there is, as fast
/// as the client reads it, and holds no thread meanwhile. Destroyed when the answer is over, however it ended.
class BodyStream {
 public:
  enum class State : std::uint8_t { kOpen, kEnded };
  using Wake = std::function<void()>;

  virtual ~BodyStream() = default;
  /// Once, before the first take().
  /// @param wake  has to be called when there is something to take, or the body has ended, after a take() that found
  ///              nothing. Callable at any time and from any thread, even when this object is gone; quick, and does
  ///              not throw.
  virtual void start(Wake wake) = 0;
  /// Puts what there is now behind `out`, at most `bytes_max`; leaves `out` as it is where there is nothing yet. Called
  /// on the thread of all sockets: quick, never blocks.
  virtual State take(std::string& out, std::size_t bytes_max) = 0;
};

}  // namespace mien
