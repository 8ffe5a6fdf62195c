#pragma once

#include <atomic>
#include <chrono>

#include "ports/clock.h"

namespace mien::fakes {

/// A clock that stands still until a test moves it. Thread-safe.
class FakeClock final : public Clock {
 public:
  Timestamp now() const override { return now_.load(); }
  void advance(std::chrono::milliseconds by) { now_.store(now_.load() + by); }

 private:
  std::atomic<Timestamp> now_{Timestamp{std::chrono::milliseconds{1'700'000'000'000}}};
};

}  // namespace mien::fakes
