#pragma once

#include "core/time.h"

namespace mien {

/// Wall-clock time. Thread-safe. Adapters: system; tests use a clock that they move.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Timestamp now() const = 0;
};

}  // namespace mien
