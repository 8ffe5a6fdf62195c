#pragma once

#include <cstddef>
#include <span>

#include "ports/ids.h"

namespace mien {

/// Fills `out` from the system's cryptographic generator. Stops the process where there is none: no id or key may ever
/// be guessable.
void fill_random(std::span<unsigned char> out);

/// Ids from OpenSSL. Thread-safe.
class SystemIds final : public Ids {
 public:
  Uuid random() const override;
  Sha256 sha256(std::span<const std::byte> bytes) const override;
};

}  // namespace mien
