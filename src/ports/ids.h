#pragma once

#include <cstddef>
#include <span>

#include "core/ids.h"

namespace mien {

/// Source of ids. Thread-safe. Adapter: system (OpenSSL).
class Ids {
 public:
  virtual ~Ids() = default;
  /// A random version 4 UUID.
  virtual Uuid random() const = 0;
  virtual Sha256 sha256(std::span<const std::byte> bytes) const = 0;
};

}  // namespace mien
