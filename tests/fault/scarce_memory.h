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

}  // namespace mien::fault
