#pragma once

#include <chrono>
#include <stop_token>
#include <utility>

#include "core/result.h"

namespace mien {

/// How long the answer to a request is still wanted: until a moment, and while whoever asked is there. Long work asks
/// check() between its steps; what is stored already stays stored. Cheap to copy. Thread-safe.
class Patience {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  /// Without end.
  Patience() = default;
  /// @param gone  a stop is requested once nobody waits for the answer any more
  Patience(std::stop_token gone, TimePoint deadline) : gone_(std::move(gone)), deadline_(deadline) {}

  /// @errors kAbandoned, kDeadlineExceeded
  Result<void> check() const {
    if (gone_.stop_requested()) return fail(ErrorCode::kAbandoned, "The client has closed its side of the connection.");
    if (std::chrono::steady_clock::now() >= deadline_)
      return fail(ErrorCode::kDeadlineExceeded, "The answer could not be given in time; try again later.");
    return {};
  }
  /// Whether check() would fail. Needs no memory, so that C libraries can be given it to ask.
  bool is_over() const noexcept { return gone_.stop_requested() || std::chrono::steady_clock::now() >= deadline_; }
  const std::stop_token& gone() const { return gone_; }
  TimePoint deadline() const { return deadline_; }

 private:
  std::stop_token gone_;
  TimePoint deadline_ = TimePoint::max();
};

}  // namespace mien
