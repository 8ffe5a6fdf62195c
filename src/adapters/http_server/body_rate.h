#pragma once

#include <chrono>
#include <cstddef>
#include <optional>

namespace mien::http_server {

/// Whether a body comes fast enough. At no moment may it be further behind the rate than the window is long, and what
/// came faster earns nothing for later: a client that stalls is late after one window, however much it has sent.
class BodyRate {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  BodyRate(std::size_t bytes_per_second_min, std::chrono::milliseconds window)
      : bytes_per_second_min_(bytes_per_second_min), window_(window) {}

  void begin(TimePoint now) { due_ = now + window_; }
  void end() { due_.reset(); }
  /// Bytes of the body arrived.
  void add(std::size_t bytes, TimePoint now);
  bool is_late(TimePoint now) const { return due_ && now >= *due_; }

 private:
  std::size_t bytes_per_second_min_;
  std::chrono::milliseconds window_;
  std::optional<TimePoint> due_;  ///< By when more has to come; none while no body is read.
};

}  // namespace mien::http_server
