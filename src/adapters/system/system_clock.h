#pragma once

#include <chrono>

#include "ports/clock.h"

namespace mien {

/// The machine's wall clock. Thread-safe.
class SystemClock final : public Clock {
 public:
  Timestamp now() const override {
    return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  }
};

}  // namespace mien
