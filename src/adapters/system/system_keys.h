#pragma once

#include "ports/keys.h"

namespace mien {

/// Access keys from the system's cryptographic generator: an id of "MIEN" and 80 random bits, a secret of 240. Neither
/// holds a character that a URL, JSON or a shell would escape. Thread-safe.
class SystemKeys final : public KeyMaker {
 public:
  Pair make() const override;
};

}  // namespace mien
