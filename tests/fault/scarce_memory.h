#pragma once

#include <cstddef>

namespace mien::fault {

/// While it lives, operator new fails on the thread that made it: once, at the `nth` allocation from 1 on.
class ScarceMemory {
 public:
  explicit ScarceMemory(std::size_t nth);
  ~ScarceMemory();
  ScarceMemory(const ScarceMemory&) = delete;
  ScarceMemory& operator=(const ScarceMemory&) = delete;
  /// Whether an allocation failed by now.
  static bool struck();
};

/// The same for the allocations of all other threads, counted together.
class ScarceMemoryElsewhere {
 public:
  explicit ScarceMemoryElsewhere(std::size_t nth);
  ~ScarceMemoryElsewhere();
  ScarceMemoryElsewhere(const ScarceMemoryElsewhere&) = delete;
  ScarceMemoryElsewhere& operator=(const ScarceMemoryElsewhere&) = delete;
  static bool struck();
};

}  // namespace mien::fault
