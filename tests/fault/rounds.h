#pragma once

#include <cstdlib>

namespace mien::fault {

/// How often a random test runs; MIEN_FAULT_ROUNDS for more.
inline int rounds(int standard) {
  const char* const text = std::getenv("MIEN_FAULT_ROUNDS");
  return text != nullptr ? std::atoi(text) : standard;
}

}  // namespace mien::fault
